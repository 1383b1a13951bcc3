import MartletNN
import Synchronization

/// The lines that scikit-learn's searches print: the more, the higher `verbose` is.
struct SearchLog: Sendable {
    let verbose: Int
    let write: @Sendable (String) -> Void
    let candidates: Int
    let folds: Int
    /// Their names, if there are several.
    private let scorers: [String]

    init(_ settings: SearchSettings, scorers: [String], candidates: Int, folds: Int) {
        (verbose, write) = (settings.verbose, settings.log)
        (self.candidates, self.folds) = (candidates, folds)
        self.scorers = scorers.count > 1 ? scorers : []
    }

    /// From 1 on: `Fitting 5 folds for each of 10 candidates, totalling 50 fits`.
    func begin() {
        guard verbose > 0 else { return }
        write("Fitting \(folds) folds for each of \(candidates) candidates, totalling \(folds * candidates) fits\n")
    }

    /// From 10 on: `[CV 1/5; 3/10] START c=1.0`, and dots.
    func start(_ parameters: [(String, String)], fold: Int, candidate: Int) {
        guard verbose > 9 else { return }
        let message = "[CV\(progress(fold, candidate))] START \(Self.text(parameters))"
        write(message + String(repeating: ".", count: max(0, 80 - message.count)) + "\n")
    }

    /// From 2 on: `[CV] END ...c=1.0; total time=   0.1s`, with the scores from 3 on.
    func end(_ parameters: [(String, String)], fold: Int, candidate: Int, _ fit: ScoredFit) {
        guard verbose > 1 else { return }
        let title = "[CV\(progress(fold, candidate))] END "
        var result = Self.text(parameters) + (parameters.isEmpty ? "" : ";")
        if verbose > 2 {
            func scores(_ place: Int) -> (train: String?, test: String) {
                (fit.train.map { formatted($0[place], "train=%.3f, ") }, formatted(fit.test[place], "%.3f"))
            }
            for place in scorers.indices.sorted(by: { scorers[$0] < scorers[$1] }) {
                let (train, test) = scores(place)
                result += " \(scorers[place]): (\(train ?? "")test=\(test))"
            }
            if scorers.isEmpty {
                let (train, test) = scores(0)
                result += ", score=" + (train.map { "(\($0)test=\(test))" } ?? test)
            }
        }
        result += " total time=\(Self.time(fit.fitTime + fit.scoreTime))"
        write(title + String(repeating: ".", count: max(0, 80 - title.count - result.count)) + result + "\n")
    }

    private func progress(_ fold: Int, _ candidate: Int) -> String {
        if verbose <= 2 { return "" }
        return " \(fold + 1)/\(folds)" + (verbose > 9 ? "; \(candidate + 1)/\(candidates)" : "")
    }

    private static func text(_ parameters: [(String, String)]) -> String {
        parameters.map { "\($0)=\($1)" }.joined(separator: ", ")
    }

    /// `   0.1s`, or `  1.5min` above a minute.
    private static func time(_ seconds: Double) -> String {
        seconds > 60 ? formatted(seconds / 60, " %4.1fmin") : formatted(seconds, " %5.1fs")
    }
}
