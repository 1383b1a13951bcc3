import MartletCodecs

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the process was given by its surroundings.
enum ProcessEnvironment {
    /// A variable that is set and not empty.
    static subscript(name: String) -> String? {
        getenv(name).map { NativePath.string($0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Who runs the process.
    static var user: String {
        for name in ["LOGNAME", "USER", "USERNAME"] {
            if let user = ProcessEnvironment[name] { return user }
        }
        return getpwuid(getuid()).map { NativePath.string($0.pointee.pw_name) } ?? "unknown"
    }
}
