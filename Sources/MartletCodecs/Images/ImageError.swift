#if Images
    import CMartletImages

    /// An image that can't be read or written.
    public struct ImageError: Error, Equatable, CustomStringConvertible {
        /// What kind of trouble it is.
        public enum Kind: Sendable {
            /// The bytes are no image, or break its format.
            case damaged
            /// The file ends before the image does.
            case truncated
            /// A format, or a kind of it, that isn't read; or a tensor that is no image.
            case unsupported
            /// More than the limits, or memory, allow.
            case tooLarge
        }

        /// The file, or nil for bytes in memory.
        public internal(set) var path: String?
        /// What kind of trouble it is.
        public let kind: Kind
        /// What was wrong, and what would be right.
        public let reason: String

        init(_ kind: Kind, _ reason: String) {
            self.kind = kind
            self.reason = reason
        }

        /// One line: where, what was wrong, what would be right.
        public var description: String { "image" + (path.map { " '\(NativePath.text($0))'" } ?? "") + ": \(reason)" }

        /// Throws what a call reported, if it failed.
        static func check(_ status: mi_status, _ message: mi_message, _ format: ImageFormat) throws(ImageError) {
            let text = message.string
            switch status {
            case MI_OK: return
            case MI_DAMAGED: throw ImageError(.damaged, "damaged \(format.rawValue): \(text)")
            case MI_TRUNCATED: throw ImageError(.truncated, "truncated \(format.rawValue): \(text)")
            case MI_UNSUPPORTED: throw ImageError(.unsupported, "a \(format.rawValue) that isn't read: \(text)")
            default: throw ImageError(.tooLarge, "\(format.rawValue): \(text)")
            }
        }
    }

    extension mi_message {
        var string: String {
            withUnsafeBytes(of: text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
    }
#endif
