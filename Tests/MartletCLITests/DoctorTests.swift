import Foundation
import MartletCodecs
import MartletNumerics
import Testing

struct DoctorTests {
    @Test func theMachineIsDescribed() throws {
        let json = try Martlet("doctor", "--json", threads: 1).json()
        #expect(json["healthy"] == true)
        #expect(json["openblas"]?["version"] == .string(OpenBLAS.installed.version))
        #expect(json["openblas"]?["core_type"] == .string(OpenBLAS.installed.coreType))
        #expect(json["openblas"]?["threads"] == 1 && json["openblas"]?["is_correct"] == true)
        #expect(json["thread_budget"] == 1)
        #expect(json["threads"] == .integer(Processor.threads))
        #expect(json["processor"]?["name"]?.string?.isEmpty == false)
        #expect(json["traits"]?.array?.contains("Images") == true)
        #expect(json["environment"]?["MARTLET_THREADS"] == "1")
        let text = try Martlet("doctor")
        #expect(text.status == 0 && text.output.contains("OpenBLAS"))
    }

    /// Kernels that this processor doesn't run are known by their name; the process lives and says what mends it.
    @Test(.enabled(if: !DoctorTests.hasAVX512)) func kernelsForAnotherProcessorAreFound() throws {
        let run = try Martlet(list: ["doctor", "--json"], environment: ["OPENBLAS_CORETYPE": "SkylakeX"])
        #expect(run.status == 1)
        let json = try JSON(parsing: run.output)
        #expect(json["healthy"] == false && json["openblas"]?["core_type"] == "SkylakeX")
        #expect(json["openblas"]?["finding"]?.string?.contains("AVX-512") == true)
        #expect(json["advice"]?.array?.first?.string?.contains("OPENBLAS_CORETYPE") == true)
        let data = ["train", "--data", "iris", "--epochs", "2", "--json"]
        #expect(try Martlet(list: data, environment: ["OPENBLAS_CORETYPE": "SkylakeX"]).status == 0)
    }

    /// OpenBLAS starts no threads: it waits at exit for those that it couldn't start, and for ever.
    @Test(.timeLimit(.minutes(2))) func littleMemoryIsEnough() throws {
        for (megabytes, isHealthy) in [(4000, true), (220, nil), (180, false)] as [(Int, Bool?)] {
            let run = try Martlet(list: ["doctor", "--json"], megabytes: megabytes)
            let json = try JSON(parsing: run.output)
            if let isHealthy { #expect(json["healthy"] == .bool(isHealthy), "\(megabytes) MB") }
            if isHealthy == false { #expect(json["advice"]?.array?.first?.string?.contains("ulimit -v") == true) }
            #expect(json["openblas"]?["threads"] == 1)
        }
    }

    static let hasAVX512 =
        (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.contains("avx512f") != false
}
