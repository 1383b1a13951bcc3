#if Archives
    /// A zip archive that is damaged, lacks something or asks for more than is allowed.
    public struct ArchiveError: Error, Equatable, CustomStringConvertible {
        /// The archive's file.
        public let path: String
        /// The member that is wrong, or nil when the whole archive is.
        public let member: String?
        /// What was wrong, and what would be right.
        public let reason: String

        init(_ path: String, member: String? = nil, _ reason: String) {
            self.path = path
            self.member = member
            self.reason = reason
        }

        /// One line: where, what was wrong, what would be right.
        public var description: String {
            "zip archive '\(path)'" + (member.map { ", member '\($0)'" } ?? "") + ": \(reason)"
        }
    }
#endif
