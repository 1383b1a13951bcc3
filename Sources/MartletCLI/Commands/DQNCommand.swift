#if CommandLine
    import ArgumentParser
    import Martlet

    /// `martlet dqn`: an agent learns to act by deep Q-learning.
    struct DQNCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dqn",
            abstract: "Let an agent learn to act in an environment by deep Q-learning.",
            discussion: """
                Environments are Gymnasium's, by their ids. What isn't given is chosen for the environment. Learning ends \
                early once the evaluations' mean return reaches the environment's threshold; --no-stop goes on. Ctrl-C ends \
                it, too; --save then gets the agent with the network that did best until then.

                EXAMPLE:
                  martlet dqn --env CartPole-v1 --steps 50000 --seed 1 --save agent.safetensors
                  martlet dqn --env CartPole-v1 --rainbow --json
                  martlet dqn --resume checkpoint.safetensors --steps 100000
                """)

        @OptionGroup var options: AgentOptions

        @Option(parsing: .unconditional, help: "Steps from one evaluation to the next. (default: 1000)")
        var evaluateEvery: Int?

        @Option(parsing: .unconditional, help: "Episodes in an evaluation. (default: 20)")
        var evaluationEpisodes: Int?

        @Flag(inversion: .prefixedNo, help: "End once the environment counts as solved. (default: --stop)")
        var stop: Bool?

        @Option(help: "Write a checkpoint to this file every so often; {step} in its name stands for the step.")
        var checkpoint: String?

        @Option(parsing: .unconditional, help: "Steps from one checkpoint to the next.")
        var checkpointEvery = 10_000

        @Option(
            help: """
                Go on from this checkpoint as if learning hadn't stopped, with the steps and evaluations of its run where \
                options don't give others; --steps counts from the beginning.
                """)
        var resume: String?

        @Option(
            help: """
                Write the agent with the network that did best to this safetensors file, to be played; what --resume goes \
                on with is a checkpoint.
                """)
        var save: String?

        @OptionGroup var tracking: TrackingOptions

        @OptionGroup var common: CommonOptions

        /// The agent of a checkpoint, and the environment that it learns in.
        private func checkpointed(_ path: String) throws -> (agent: DQN, environment: String) {
            let read = try AgentRun.read(path, actingIn: options.env)
            if let known = read.agent.metadata[AgentRun.environmentKey], known != read.environment {
                throw ArgumentError("--env", "'\(path)' learns in \(known), not in \(read.environment)")
            }
            guard read.agent.transitions > 0 else {
                throw AgentError.notResumable(
                    reason: "'\(path)' holds no transitions; give a file that --checkpoint wrote")
            }
            return read
        }

        func validate() throws {
            let settled = options.settledByCheckpoint + (common.seed == nil ? [] : ["--seed"])
            if resume != nil, !settled.isEmpty {
                throw ValidationError(
                    "With --resume, leave out \(settled.joined(separator: ", ")): learning goes on as the checkpoint says."
                )
            }
            if checkpointEvery < 1 {
                throw ValidationError("--checkpoint-every must be positive, not \(checkpointEvery).")
            }
            if let mistake = setup(from: AgentSetup(steps: 1)).mistake { throw ValidationError("\(mistake).") }
        }

        /// What the options ask for; what they leave open is as in `base`.
        private func setup(from base: AgentSetup) -> AgentSetup {
            AgentSetup(
                steps: options.steps ?? base.steps, evaluateEvery: evaluateEvery ?? base.evaluateEvery,
                evaluationEpisodes: evaluationEpisodes ?? base.evaluationEpisodes, stops: stop ?? base.stops)
        }

        func run() throws {
            var files = FilePlan()
            files.reads(resume, as: "--resume")
            try tracking.plan(&files)
            files.writes(checkpoint, as: "--checkpoint", isTemplate: true, replacing: "--resume")
            files.writes(save, as: "--save")
            try files.check()
            let resumed = try resume.map { try checkpointed($0) }
            guard let id = resumed?.environment ?? options.env else {
                throw ArgumentError("--env", "must name the environment, such as CartPole-v1")
            }
            let spec = try EnvironmentSpec(id: id)
            let environment = spec.make(limit: AgentRun.episodeLimit)
            let agent = try resumed?.agent ?? options.agent(for: environment, called: id, seed: common.seed ?? 0)
            let base = try resume.flatMap { try AgentSetup(in: agent.metadata, of: "agent '\($0)'") }
            var run = try AgentRun(
                agent, spec,
                setup(from: base ?? AgentSetup(steps: DQN.tuned(for: spec.id)?.timesteps ?? 50_000)))
            if run.setup.steps <= agent.timesteps, let resume {
                printError(
                    "martlet: warning: nothing is left to learn: '\(resume)' has \(grouped(agent.timesteps)) steps done, and "
                        + "--steps counts from the beginning")
            }
            run.isResumed = resume != nil
            if let checkpoint { run.callbacks.append(CheckpointCallback(checkpoint, every: checkpointEvery)) }
            do {
                try tracking.run("dqn \(spec.id)", from: run.agent.online.origin) { tracked in
                    run.callbacks += tracked.learningCallbacks
                    try learn(&run, in: environment, tracked)
                }
            } catch is CancellationError {
                if let save { try run.agent.save(to: save, includeReplay: false) }
                let saved = save.map { "the agent so far is saved to '\($0)'" } ?? "nothing is saved"
                let next = checkpoint == nil ? "" : "; --resume goes on with what --checkpoint wrote"
                Interrupts.leave(saved + next)
            }
        }

        private func learn(_ run: inout AgentRun, in environment: some Environment, _ tracked: CommandRun) throws {
            let report: AgentReport
            do {
                report = try run.learn(in: environment)
            } catch let error as AgentError {
                if case .notResumable(let reason) = error, let resume {
                    throw BadData("'\(resume)' can't be resumed: \(reason)")
                }
                guard case .diverged = error else { throw error }
                if let save, run.hasBest { try run.agent.save(to: save, includeReplay: false) }
                let rest = run.hasBest ? "the network that did best until then" : "nothing"
                throw Failure("\(error)" + (save.map { "; \(rest) is saved to '\($0)'" } ?? ""))
            }
            if let save { try run.agent.save(to: save, includeReplay: false) }
            tracked.finish(report.savable, report.numbers, step: report.agent.timesteps)
            common.print(tracked.told(report.json(savedTo: save))) { tracked.told(report.text(savedTo: save)) }
        }
    }
#endif
