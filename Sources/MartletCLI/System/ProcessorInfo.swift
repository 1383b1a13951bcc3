import Martlet

/// What the system says of the processor.
struct ProcessorInfo {
    /// Such as `AMD EPYC 7763 64-Core Processor`.
    let name: String
    /// Those that kernels of linear algebra are made of, by the system's names.
    let features: [String]

    private static let known = [
        "sse4_2", "avx", "avx2", "fma", "f16c", "avx_vnni", "avx512f", "avx512dq", "avx512bw", "avx512vl",
        "avx512_vnni",
        "avx512_bf16", "avx512_fp16", "amx_tile", "amx_int8", "amx_bf16", "asimd", "asimdhp", "asimddp", "i8mm", "bf16",
        "sve", "sve2", "sme",
    ]

    init() {
        var fields: [Substring: Substring] = [:]
        for line in contents(ofSystemFile: "/proc/cpuinfo").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let key = parts[0].split(separator: "\t").first else { continue }
            fields[key] = fields[key] ?? parts[1].drop { $0 == " " }
        }
        name = String(fields["model name"] ?? fields["CPU part"] ?? "unknown")
        let flags = Set((fields["flags"] ?? fields["Features"] ?? "").split(separator: " ").map(String.init))
        features = Self.known.filter(flags.contains)
    }
}
