#if CommandLine
    import ArgumentParser
    import Martlet

    /// The `martlet` command.
    @main
    struct MartletCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "martlet",
            abstract: "Train, evaluate and use neural networks on the CPU.",
            discussion: """
                EXAMPLE:
                  martlet demo
                  martlet train --data digits --seed 1 --save digits.safetensors
                """,
            version: "0.1.0",
            subcommands: [
                DemoCommand.self, TrainCommand.self, EvaluateCommand.self, PredictCommand.self, InspectCommand.self,
                ConvertCommand.self, QuantizeCommand.self, PruneCommand.self, DQNCommand.self, PlayCommand.self,
                StackCommand.self, TuneCommand.self, AutoCommand.self, ExplainCommand.self, DoctorCommand.self,
            ] + trackingCommands + serverCommands)

        private static var trackingCommands: [any ParsableCommand.Type] {
            #if SQLite
                [RunsCommand.self, ModelsCommand.self, SyncCommand.self]
            #else
                []
            #endif
        }

        private static var serverCommands: [any ParsableCommand.Type] {
            #if Server
                [UICommand.self]
            #else
                []
            #endif
        }

        /// Bad usage is reported as swift-argument-parser does, everything else in one line.
        static func main() {
            MemoryGuard.install()
            do {
                var command = try parseAsRoot(commandArguments())
                do {
                    try command.run()
                    try finishOutput()
                } catch let failure as any Error & CustomStringConvertible where ExitStatus(failure) != nil {
                    let text = "\(failure)"
                    printError("martlet: \(text)" + (text.hasSuffix(CSV.faultAdvice) ? " by --missing" : ""))
                    leave(ExitStatus(failure)!)
                } catch is CancellationError {
                    Interrupts.leave("nothing is saved")
                }
            } catch {
                exit(withError: error)
            }
        }
    }
#else
    @main
    struct MartletCommand {
        static func main() {
            print("martlet was built without its CommandLine trait; build it with --traits CommandLine.")
        }
    }
#endif
