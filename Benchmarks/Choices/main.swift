// Algorithms for the same work against one another: how long each takes, which is chosen when a plan is made, and how much
// slower that is than the best.
//
//     martlet-choices convolutions|gemm|sparse [--json]
//
// Each is measured with every set of instructions that this processor has vectors for, on one thread and on two. With
// --json each line is an object: {"work", "features", "threads", "seconds": {algorithm: median}, "chosen", "best",
// "slower", "surely"}, where `slower` is the median of the chosen's time over the best's in the same round, less one, and
// `surely` the first quartile of that. The last line counts.

import Glibc
import Martlet

let arguments = Array(CommandLine.arguments.dropFirst())
let report = Report(isJSON: arguments.contains("--json"))
do {
    switch arguments.filter({ $0 != "--json" }) {
    case ["convolutions"]: try compareConvolutions(report)
    case ["gemm"]: compareProducts(report)
    case ["sparse"]: try compareSparse(report)
    default:
        print("usage: martlet-choices convolutions|gemm|sparse [--json]")
        exit(64)
    }
} catch {
    print("\(error)")
    exit(1)
}
report.finish()
