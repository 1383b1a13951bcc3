/// Calls with bad arguments, each of which answers with an error that says what was wrong.
///
///     private let sums = BadCalls { call in
///         call("an axis beyond the last") { try Tensor.zeros([2]).sum(axis: 1) }
///     }
///
///     @Test(arguments: sums.all) func sumsThrow(_ call: BadCall) { #expect(call.problem == nil) }
package struct BadCalls: Sendable {
    package private(set) var all: [BadCall] = []

    package init(_ fill: (inout BadCalls) -> Void) { fill(&self) }

    /// Adds a call.
    package mutating func callAsFunction<R>(_ name: String, _ body: @escaping @Sendable () throws -> R) {
        all.append(BadCall(description: name) { _ = try body() })
    }
}

/// One of them.
package struct BadCall: Sendable, CustomStringConvertible {
    package let description: String
    fileprivate let body: @Sendable () throws -> Void

    fileprivate init(description: String, _ body: @escaping @Sendable () throws -> Void) {
        self.description = description
        self.body = body
    }

    /// Makes the call; what is wrong with the answer, in words.
    package var problem: String? {
        do {
            try body()
            return "nothing was thrown"
        } catch let error as any CustomStringConvertible {
            return error.description.isEmpty ? "the error has no text" : nil
        } catch is DecodingError {
            return nil
        } catch {
            return "\(error) has no text of its own"
        }
    }
}
