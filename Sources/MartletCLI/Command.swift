#if CommandLine
    import ArgumentParser

    @main
    struct Command: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "martlet")
    }
#else
    @main
    struct Command {
        static func main() { print("martlet was built without its CommandLine trait.") }
    }
#endif
