/// What Python runs: it makes environments and answers messages until there are no more.
///
/// A message or an answer is its length (uint32) and that many bytes, of which the first says its kind; all numbers are
/// little-endian. The first answer, `h`, comes unasked: a JSON object's length (uint32) and text, which describes the
/// spaces, then the bounds of observations and of actions where these are boxes, low before high, in float32.
///
///     r  whether there is a seed (uint8), the seed (uint64)   → o  observations, float32
///     s  whether to reset what ends (uint8), actions          → o  what they led to, what to act upon next (the same,
///        in int64 or float32                                      unless reset), rewards in float64, endings in uint8
///
/// Any answer may be an error, in UTF-8: `i` no package, `m` not made, `u` unsupported, `x` an exception.
enum GymnasiumScript {
    static let version = 1

    static let text = #"""
        import json, os, struct, sys

        # What environments print or ask for must not come between messages.
        messages, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)


        def answer(kind, *parts):
            body = b"".join(parts)
            answers.write(struct.pack("<I", len(body) + 1) + kind + body)
            answers.flush()


        def fail(kind, error):
            answer(kind, f"{type(error).__name__}: {error}"[:4000].encode("utf-8", "replace"))


        class Unsupported(Exception):
            pass


        def numbers(values):
            return np.ascontiguousarray(values, "<f4").tobytes()


        def observed(space):
            """The description of an observation space, its bounds, and how its elements become numbers."""
            spaces = gymnasium.spaces
            if isinstance(space, spaces.Discrete):
                start = int(space.start)
                return {"kind": "discrete", "count": int(space.n)}, b"", lambda value: np.array(int(value) - start)
            if isinstance(space, spaces.Box):
                low, high, encode = space.low, space.high, np.asarray
            elif isinstance(space, spaces.MultiDiscrete):
                low, high = np.zeros(space.nvec.shape), space.nvec - 1
                encode = lambda value: np.asarray(value) - space.start
            elif isinstance(space, spaces.MultiBinary):
                low, high, encode = np.zeros(space.shape), np.ones(space.shape), np.asarray
            else:
                try:
                    flat = spaces.flatten_space(space)
                except NotImplementedError:
                    flat = None
                if not isinstance(flat, spaces.Box):
                    raise Unsupported(f"observations of {space} can't be written as numbers")
                low, high, encode = flat.low, flat.high, lambda value: spaces.flatten(space, value)
            return {"kind": "box", "shape": list(low.shape)}, numbers(low) + numbers(high), encode


        def acted(space):
            """The description of an action space, its bounds, and how bytes become its elements."""
            spaces = gymnasium.spaces
            if isinstance(space, spaces.Discrete):
                start = int(space.start)
                return {"kind": "discrete", "count": int(space.n)}, b"", "<i8", lambda value: int(value[0]) + start
            if isinstance(space, spaces.Box):
                return ({"kind": "box", "shape": list(space.shape)}, numbers(space.low) + numbers(space.high), "<f4",
                        lambda value: value.astype(space.dtype).reshape(space.shape))
            raise Unsupported(f"actions of {space} are neither discrete nor a box")


        def serve(environments):
            space, bounds, encode = observed(environments[0].observation_space)
            actions, limits, dtype, decode = acted(environments[0].action_space)
            count, spec = len(environments), environments[0].spec
            shape = tuple(space.get("shape", ()))
            header = json.dumps({
                "version": 1, "gymnasium": gymnasium.__version__, "dtype": "<f4",
                "observations": space, "actions": actions,
                "rewardThreshold": spec and spec.reward_threshold, "maxEpisodeSteps": spec and spec.max_episode_steps})
            answer(b"h", struct.pack("<I", len(header)), header.encode(), bounds, limits)

            def written(observation):
                with np.errstate(over="ignore"):
                    value = encode(observation)
                    if value.shape != shape:
                        raise ValueError(f"an observation has the shape {value.shape}; its space's is {shape}")
                    return numbers(value)

            def reset(message):
                seed = struct.unpack("<Q", message[1:9])[0]
                seeds = [seed + i if message[0] else None for i in range(count)]
                answer(b"o", *[written(e.reset(seed=s)[0]) for e, s in zip(environments, seeds)])

            def step(message):
                values = np.frombuffer(message[1:], dtype).reshape(count, -1)
                reached, shown, rewards, endings = [], [], [], []
                for environment, value in zip(environments, values):
                    observation, reward, terminated, truncated, _ = environment.step(decode(value))
                    reached.append(written(observation))
                    rewards.append(float(reward))
                    endings.append(bool(terminated) + 2 * bool(truncated))
                    resets = message[0] and endings[-1]
                    shown.append(written(environment.reset()[0]) if resets else reached[-1])
                answer(b"o", *reached, *shown, struct.pack(f"<{count}d", *rewards), bytes(endings))

            while len(size := messages.read(4)) == 4:
                message = messages.read(struct.unpack("<I", size)[0])
                try:
                    {b"r": reset, b"s": step}[message[:1]](message[1:])
                except Exception as error:
                    fail(b"x", error)
            for environment in environments:
                environment.close()


        try:
            import gymnasium
            import numpy as np
        except ImportError as error:
            fail(b"i", error)
            sys.exit()
        try:
            environments = [gymnasium.make(sys.argv[1], **json.loads(sys.argv[3])) for _ in range(int(sys.argv[2]))]
        except Exception as error:
            fail(b"m", error)
            sys.exit()
        try:
            serve(environments)
        except Unsupported as error:
            fail(b"u", error)
        except BrokenPipeError:
            os._exit(0)
        """#
}
