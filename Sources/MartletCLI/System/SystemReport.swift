import Martlet

/// What Martlet finds on this machine.
struct SystemReport {
    private let processor = ProcessorInfo()
    private let library = OpenBLAS.installed
    private let fault = OpenBLAS.fault
    private let environment = [
        "MARTLET_ISA", "MARTLET_THREADS", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS",
    ].compactMap { name in environmentValue(name).map { (name, $0) } }

    /// The traits that this command was built with, and without.
    private static let traits: [(name: String, isOn: Bool, what: String)] = {
        var traits: [(name: String, isOn: Bool, what: String)] = [
            ("Images", false, "reads JPEG and PNG"), ("Archives", false, "reads and writes Keras's files"),
            ("Network", false, "downloads weights"), ("SQLite", false, "keeps runs in MLflow's databases"),
            ("Server", false, "shows them on a page"),
        ]
        #if Images
            traits[0].isOn = true
        #endif
        #if Archives
            traits[1].isOn = true
        #endif
        #if Network
            traits[2].isOn = true
        #endif
        #if SQLite
            traits[3].isOn = true
        #endif
        #if Server
            traits[4].isOn = true
        #endif
        return traits
    }()

    /// Whether all computes as it should.
    var isHealthy: Bool { fault == nil }

    /// What could be better, and how.
    private var advice: [String] {
        var advice: [String] = []
        if let fault {
            advice.append(
                "\(library) \(fault.finding). Until then float32 is computed by Martlet's own kernels, and what needs "
                    + "float64 or LAPACK ends with an error. To mend it, \(fault.advice).")
        }
        let unused = Processor.features.filter { !Processor.usedFeatures.contains($0) }
        if !unused.isEmpty, environmentValue("MARTLET_ISA") != nil {
            advice.append(
                "MARTLET_ISA keeps kernels from \(unused.joined(separator: ", ")), which the processor offers: unset it "
                    + "for speed.")
        } else if Processor.features.isEmpty {
            advice.append(
                "There are no vector kernels for this processor: it runs the portable ones, which are several times slower."
            )
        }
        if threadBudget < Processor.threads {
            advice.append("MARTLET_THREADS caps work at \(threadBudget) of \(Processor.threads) threads.")
        }
        if library.threads > 1 {
            advice.append(
                "OpenBLAS started \(library.threads) threads of its own, which only take memory: set OPENBLAS_NUM_THREADS=1."
            )
        }
        for trait in Self.traits where !trait.isOn {
            advice.append("This martlet was built without the trait \(trait.name), which \(trait.what).")
        }
        return advice
    }

    var json: JSON {
        func size(_ bytes: Int?) -> JSON { bytes.map { .integer($0) } ?? .null }
        let caches = Processor.caches
        var variables: JSON = [:]
        for (name, value) in environment { variables[name] = .string(value) }
        return [
            "healthy": .bool(isHealthy),
            "processor": [
                "name": .string(processor.name), "features": JSON(processor.features),
                "kernel_features": JSON(Processor.features), "used_features": JSON(Processor.usedFeatures),
            ],
            "threads": .integer(Processor.threads), "thread_budget": .integer(threadBudget),
            "caches": ["l1_data": size(caches.l1), "l2": size(caches.l2), "l3": size(caches.l3)],
            "openblas": [
                "version": .string(library.version), "core_type": .string(library.coreType),
                "threads": .integer(library.threads), "is_correct": .bool(fault == nil),
                "finding": fault.map { .string($0.finding) } ?? .null,
            ],
            "traits": JSON(Self.traits.filter(\.isOn).map(\.name)),
            "environment": variables,
            "advice": JSON(advice),
        ]
    }

    var text: String {
        func size(_ bytes: Int?) -> String {
            guard let bytes else { return "unknown" }
            return bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes >> 10) KiB"
        }
        let caches = Processor.caches
        var rows: [[String]] = [
            ["Processor", processor.name],
            [
                "Features",
                processor.features.isEmpty ? "none that kernels use" : processor.features.joined(separator: " "),
            ],
            ["Kernels", Processor.usedFeatures.isEmpty ? "portable" : Processor.usedFeatures.joined(separator: " ")],
            ["Threads", "\(threadBudget) of \(Processor.threads)"],
            ["Caches", "L1 \(size(caches.l1)), L2 \(size(caches.l2)), L3 \(size(caches.l3))"],
            ["OpenBLAS", "\(library.version), core type \(library.coreType)"],
            ["", fault.map { "not used: it \($0.finding)" } ?? "its products and factors are right"],
            ["Traits", Self.traits.filter(\.isOn).map(\.name).joined(separator: ", ")],
        ]
        if !environment.isEmpty {
            rows.append(["Environment", environment.map { "\($0.0)=\($0.1)" }.joined(separator: " ")])
        }
        let advice = advice.map { "\n- \($0)" }.joined()
        return aligned(rows) + "\n\n" + (advice.isEmpty ? "Nothing to mend." : "Advice:" + advice)
    }
}
