#if CommandLine
    import ArgumentParser
    import Martlet

    #if canImport(Glibc)
        import Glibc
    #else
        import Darwin
    #endif

    /// `martlet play`: an agent acts, to be watched.
    struct PlayCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "play",
            abstract: "Watch an agent act in the terminal, or record it as an animated SVG.",
            discussion: """
                Where the output is no terminal, only the returns are printed.

                EXAMPLE:
                  martlet play agent.safetensors
                  martlet play agent.safetensors --env CartPole-v1 --svg cartpole.svg --json
                """)

        @Argument(
            help: """
                The agent's file, which martlet dqn --save wrote; or an address in MLflow's registry, such as \
                models:/agent@champion, of one that dqn --track kept.
                """)
        var agent: String

        @Option(help: "The environment's id. (default: that in which the agent learned)")
        var env: String?

        @Option(parsing: .unconditional, help: "Episodes to play.")
        var episodes = 1

        @Option(parsing: .unconditional, help: "Steps after which an episode is given up.")
        var maxSteps = AgentRun.episodeLimit

        @Option(parsing: .unconditional, help: "Pictures a second.")
        var fps = 30.0

        @Option(help: "Record to this SVG file instead of showing it in the terminal.")
        var svg: String?

        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard episodes > 0, maxSteps > 0, 0.01...1000 ~= fps else {
                throw ValidationError("--episodes and --max-steps must be positive, and --fps from 0.01 to 1000.")
            }
        }

        func run() throws {
            var files = FilePlan()
            files.reads(agent, as: "the agent")
            files.writes(svg, as: "--svg")
            try files.check()
            let (agent, env) = try MLflowClient.withFile(agent) { try AgentRun.read($0, actingIn: self.env) }
            var environment = try AnyEnvironment(id: env)
            try agent.check(environment)
            let isShown = svg == nil && !common.json && isatty(STDOUT_FILENO) == 1
            var frames: [Frame] = []
            let rewards = try evaluatePolicy(
                agent, in: &environment, episodes: episodes, seed: common.seed ?? 0, limit: maxSteps
            ) { environment, steps, reward in
                guard let frame = environment.frame else { return }
                if svg != nil { frames.append(frame) }
                if isShown { show(frame, "step \(steps), return \(reward.short)") }
            }.rewards
            if let svg { try AtomicFile.write(AnimatedSVG(frames, framesPerSecond: fps).description, to: svg) }
            let json: JSON = [
                "environment": .string(env), "returns": .array(rewards.map { .double($0) }),
                "frames": .integer(frames.count), "svg": svg.map { .string($0) } ?? .null,
            ]
            common.print(json) {
                "\(env): returns \(rewards.map(\.short).joined(separator: ", "))"
                    + (svg.map { "\n\(frames.count) pictures saved to \($0)" } ?? "")
            }
        }

        /// Draws a picture over the one before.
        private func show(_ frame: Frame, _ line: String) {
            print("\u{1B}[H\u{1B}[2J" + frame.terminalFrame() + "\n" + line)
            fflush(nil)
            usleep(UInt32(1e6 / fps))
        }
    }
#endif
