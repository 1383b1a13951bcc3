import Glibc
import Testing

/// Lets this process grow by 256 MB at most; an allocation beyond that ends it.
package func limitMemory() {
    guard let file = fopen("/proc/self/statm", "r") else { return }
    var text = [CChar](repeating: 0, count: 32)
    fgets(&text, 32, file)
    fclose(file)
    let bytes = rlim_t(strtoul(text, nil, 10)) * rlim_t(getpagesize()) + (256 << 20)
    var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
    #expect(setrlimit(__rlimit_resource_t(9), &limit) == 0)
}

/// How many of `rounds` damaged copies of `whole` are still `accepted`; the same damage every time.
package func survivors(of whole: [UInt8], rounds: Int, accepted: ([UInt8]) throws -> Bool) throws -> Int {
    var generator = SplitMix(state: 2024)
    var count = 0
    for _ in 0..<rounds {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...4, using: &generator) { generator.damage(&bytes) }
        if try accepted(bytes) { count += 1 }
    }
    return count
}

/// Random numbers that are others each time that tests run.
package enum Fuzz {
    /// How often a test is to try: 2,000 times, or as often as MARTLET_FUZZ_ROUNDS says.
    package static var rounds: Int { Int(number("MARTLET_FUZZ_ROUNDS") ?? 2_000) }

    /// A new seed, which is printed; MARTLET_FUZZ_SEED brings one back.
    package static func seed(_ test: String) -> UInt64 {
        let seed = number("MARTLET_FUZZ_SEED") ?? .random(in: 0...UInt64.max)
        print("\(test): MARTLET_FUZZ_SEED=\(seed)")
        return seed
    }

    private static func number(_ name: String) -> UInt64? { getenv(name).flatMap { UInt64(String(cString: $0)) } }
}
