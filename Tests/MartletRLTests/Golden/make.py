"""Records what Gymnasium's environments do: pip install gymnasium==1.4.0 numpy safetensors.

environments.safetensors holds, for each case of its metadata's "cases":

    <name>.steps    uint8 [seeds, steps]: the action, + 16 where the step terminated the episode, + 32 where it
                    truncated it; after either comes a reset without a seed
    <name>.rewards  int8 [seeds, steps]
    <name>.starts   float64 [seeds, k] or int16 [seeds]: the state after reset(seed)
    <name>.states   float64 [seeds, steps / stride, k] or int16 [seeds, steps]: the states after each `stride` steps,
                    before any reset

and random.safetensors what numpy.random.default_rng draws. Box states are the unwrapped environment's own.
"""

import argparse
import json
from pathlib import Path

import gymnasium
import numpy as np
from gymnasium.envs.toy_text.frozen_lake import generate_random_map
from gymnasium.envs.toy_text.utils import categorical_sample
from gymnasium.wrappers import FrameStackObservation, NormalizeObservation, NormalizeReward
from safetensors.numpy import save_file

STEPS, STRIDE = 1000, 4
VERSIONS = {"gymnasium": gymnasium.__version__, "numpy": np.__version__}


def swing(state):
    """What drives the mountain car or the acrobot on."""
    return 2 if (state[1] if len(state) == 2 else state[3]) >= 0 else 0


def balance(state):
    """What keeps a pole up for a while."""
    return int(state[2] + 0.5 * state[3] > 0)


def planned(environment):
    """The best action in each state of a finite world, by value iteration."""
    world = environment.unwrapped
    values = np.zeros(len(world.P))
    for _ in range(200):
        worth = np.array([[sum(p * (r + 0.98 * values[s] * (not t)) for p, s, r, t in ways[a]) for a in ways]
                          for ways in world.P.values()])
        values = worth.max(1)
    best = worth.argmax(1)
    return lambda state: int(best[state])


def run(environment, policy, seeds, wanted, stride):
    """`wanted` is how often the policy is followed; other actions are random."""
    steps, rewards, starts, states = (np.zeros((seeds, STEPS), d) for d in (np.uint8, np.int8, object, object))
    for seed in range(seeds):
        random = np.random.default_rng(1000 + seed)
        environment.reset(seed=seed)
        world = environment.unwrapped
        state = lambda: np.array(world.state if hasattr(world, "state") else world.s)
        starts[seed, 0] = state()
        for i in range(STEPS):
            follows = random.random() < wanted
            action = policy(state()) if follows else int(random.integers(environment.action_space.n))
            _, reward, terminated, truncated, _ = environment.step(action)
            assert reward == int(reward)
            steps[seed, i], rewards[seed, i] = action + 16 * terminated + 32 * truncated, reward
            states[seed, i] = state()
            if terminated or truncated:
                environment.reset()
    dtype = np.float64 if starts[0, 0].shape else np.int16
    return {
        "steps": steps, "rewards": rewards, "starts": np.array(starts[:, 0].tolist(), dtype),
        "states": np.array(states[:, stride - 1::stride].tolist(), dtype)}


def case(name, id, policy=None, seeds=20, wanted=0.7, **arguments):
    environment = gymnasium.make(id, **arguments)
    stride = STRIDE if policy else 1
    recorded = run(environment, policy or planned(environment), seeds, wanted, stride)
    over = recorded["steps"] >> 4
    description = {
        "name": name, "id": id, "arguments": arguments, "seeds": seeds, "stride": stride,
        "terminations": int((over & 1).sum()), "truncations": int((over >> 1).sum()),
        "rewardThreshold": environment.spec.reward_threshold, "maxEpisodeSteps": environment.spec.max_episode_steps}
    print(description)
    return description, {f"{name}.{key}": value for key, value in recorded.items()}


def environments(folder):
    maze = ["SFFHF", "FHFFS", "FFFHG"]
    cases = [
        case("CartPole", "CartPole-v1", balance, wanted=0.6),
        case("MountainCar", "MountainCar-v0", swing, wanted=0.8),
        case("Acrobot", "Acrobot-v1", swing, wanted=0.3),
        case("FrozenLake", "FrozenLake-v1"),
        case("FrozenLake8x8", "FrozenLake8x8-v1"),
        case("FrozenLakeFirm", "FrozenLake-v1", seeds=5, is_slippery=False),
        case("FrozenLakeMap", "FrozenLake-v1", seeds=5, desc=maze, success_rate=0.6),
        case("CliffWalking", "CliffWalking-v1"),
        case("CliffWalkingSlippery", "CliffWalkingSlippery-v1", seeds=5),
        case("Taxi", "Taxi-v4", wanted=0.12),
        case("TaxiRain", "Taxi-v4", seeds=5, is_rainy=True),
        case("TaxiFickle", "Taxi-v4", seeds=5, fickle_passenger=True),
    ]
    tensors = {name: value for _, tensors in cases for name, value in tensors.items()}
    metadata = {"versions": VERSIONS, "cases": [description for description, _ in cases]}
    save_file(tensors, folder / "environments.safetensors", {k: json.dumps(v) for k, v in metadata.items()})


def random_numbers(folder):
    """Seeds of one and two words; integers in ranges of every kind among other numbers."""
    seeds = [0, 1, 42, 2**32 - 1, 2**32, 123456789012, 2**63 + 7, 2**64 - 1]
    ranges = [(0, 1), (0, 3), (-5, 5), (0, 2**31 + 1), (0, 2**32), (0, 2**32 + 1), (0, 3 * 2**61), (-2**63, 2**63 - 1)]
    tensors = {name: [] for name in ("random", "uniform", "integers", "categorical")}
    for seed in seeds:
        random = np.random.default_rng(seed)
        tensors["random"].append(random.random(20))
        tensors["uniform"].append(random.uniform(-0.6, -0.4, 20))
        tensors["integers"].append([random.integers(low, high) for _ in range(10) for low, high in ranges])
        tensors["categorical"].append([categorical_sample([0.1, 0.2, 0.3, 0.3999], random) for _ in range(50)])
    tensors = {name: np.array(value) for name, value in tensors.items()}
    maps = [{"size": size, "p": p, "seed": seed, "map": generate_random_map(size, p, seed)}
            for size, p in [(4, 0.8), (8, 0.8), (12, 0.65)] for seed in range(4)]
    save_file(tensors, folder / "random.safetensors", {
        "versions": json.dumps(VERSIONS), "seeds": json.dumps([str(seed) for seed in seeds]),
        "ranges": json.dumps(ranges), "maps": json.dumps(maps)})


def wrappers(folder):
    """200 steps through episodes of CartPole-v1 with each wrapper."""
    tensors = {}
    wrap = {
        "stack": lambda e: FrameStackObservation(e, 3),
        "zeros": lambda e: FrameStackObservation(e, 3, padding_type="zero"),
        "observations": NormalizeObservation, "rewards": lambda e: NormalizeReward(e, gamma=0.9)}
    for name, wrapper in wrap.items():
        environment = wrapper(gymnasium.make("CartPole-v1"))
        observations, rewards = [environment.reset(seed=3)[0]], []
        for i in range(200):
            observation, reward, terminated, truncated, _ = environment.step(int(i % 2 == 0 or i % 3 == 0))
            observations.append(observation)
            rewards.append(reward)
            if terminated or truncated:
                observations.append(environment.reset()[0])
        tensors[f"{name}.observations"] = np.array(observations)
        tensors[f"{name}.rewards"] = np.array(rewards)
    save_file(tensors, folder / "wrappers.safetensors", {"versions": json.dumps(VERSIONS)})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent, help="the folder to write to")
    output = parser.parse_args().output
    environments(output)
    random_numbers(output)
    wrappers(output)
