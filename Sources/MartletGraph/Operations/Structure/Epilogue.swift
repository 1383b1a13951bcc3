import CMartletKernels
import MartletNumerics

/// What a product does to its results while they are still in registers: `mask(activation(product + bias + other))`,
/// pooled. Passes put it there, after gradients were taken. The int8 products' scales will be one more part.
package struct Epilogue: Sendable, Hashable, CustomStringConvertible {
    /// What one more tensor of the result's shape is for.
    package enum Other: String, Sendable, Hashable, Codable {
        case none
        /// Added before the activation, as residual connections do.
        case added
        /// The second input of the activation's chain.
        case read
        /// The result stays where this is positive, and is 0 elsewhere.
        case mask
    }

    package enum Activation: Sendable, Hashable {
        case identity
        /// `min(max(x, low), high)`: rectifiers.
        case clip(low: Double, high: Double)
        /// Any other, of the result so far and, with `Other.read`, the other tensor.
        case chain(FusedElementwise)
    }

    /// Whether a number is added for each of the last axis.
    package var hasBias: Bool
    package var other: Other
    package var activation: Activation
    /// Whether what a clip gives, whose bounds are up to 2²², is rounded to the nearest whole number, half to even.
    package var rounds = false
    /// Of images: whether in the end the largest of each 2 × 2 pixels alone stays.
    package var pools: Bool

    package init(
        hasBias: Bool = false, other: Other = .none, activation: Activation = .identity, pools: Bool = false
    ) {
        self.hasBias = hasBias
        self.other = other
        self.activation = activation
        self.pools = pools
    }

    package static let relu = Activation.clip(low: 0, high: .infinity)
    package static let relu6 = Activation.clip(low: 0, high: 6)
    package static let none = Epilogue()
    package static let bias = Epilogue(hasBias: true)
    package static let biasRelu = Epilogue(hasBias: true, activation: relu)
    package static let biasReluMaxPool = Epilogue(hasBias: true, activation: relu, pools: true)
    package static let reluMask = Epilogue(other: .mask)

    /// How many inputs it takes: the bias, then the other tensor.
    package var inputCount: Int { (hasBias ? 1 : 0) + (other == .none ? 0 : 1) }

    /// The place of the other tensor among a product's inputs.
    var otherInput: Int { hasBias ? 3 : 2 }

    /// Why `types` don't fit a result of type `result`; nil if they do. Only some products pool.
    func objection(_ types: some RandomAccessCollection<TensorType>, _ result: TensorType, pools: Bool = false)
        -> String?
    {
        if self.pools, !pools { return "its results are no images to pool" }
        if hasBias, let bias = types.first, bias != TensorType([result.shape[result.shape.count - 1]], result.dtype) {
            return "\(bias) is no bias of \(result)"
        }
        if other != .none, let type = types.last {
            let isFitting =
                type.dtype == result.dtype && type.shape.count == result.shape.count
                && zip(type.shape, result.shape).allSatisfy { $0 == $1 || $0 < 0 || $1 < 0 }
            if !isFitting { return "\(type) is not of the shape of \(result)" }
        }
        return nil
    }

    /// The results before pooling, from products whose last axis has `columns`; `inputs` are those of a product from
    /// the third on.
    func ended(_ products: [Double], columns: Int, _ inputs: some RandomAccessCollection<Tensor>) -> [Double] {
        if self == .none { return products }
        let bias = hasBias ? inputs.first!.array(of: Double.self) : []
        let others = other == .none ? [] : inputs.last!.array(of: Double.self)
        return products.indices.map { index in
            var x = products[index]
            if hasBias { x += bias[index % columns] }
            if other == .added { x += others[index] }
            switch activation {
            case .identity: break
            case .clip(let low, let high):
                x = x.isNaN ? x : min(max(x, low), high)
                if rounds { x.round(.toNearestOrEven) }
            case .chain(let chain): x = chain.value(other == .read ? [x, others[index]] : [x])
            }
            return other == .mask && !(others[index] > 0) ? 0 : x
        }
    }

    /// As kernels take it, and what it points to.
    func lowered() -> (code: mk_epilogue, retained: (any AnyObject & Sendable)?) {
        var code = mk_epilogue()
        code.bias = hasBias
        let others: [Other: mk_other] = [.added: MK_OTHER_ADDED, .read: MK_OTHER_READ, .mask: MK_OTHER_MASK]
        code.other = UInt8((others[other] ?? MK_OTHER_NONE).rawValue)
        switch activation {
        case .identity: return (code, nil)
        case .clip(let low, let high):
            code.activation = UInt8(MK_ACTIVATION_CLIP.rawValue)
            (code.low, code.high, code.rounds) = (Float(low), Float(high), rounds ? 1 : 0)
            return (code, nil)
        case .chain(let chain):
            code.activation = UInt8(MK_ACTIVATION_PROGRAM.rawValue)
            let element = TensorType([1])
            let program = ElementwiseProgram(
                [1], inputs: other == .read ? [element, element] : [element], integers: false, threads: 1)
            program.output(chain.emit(program, integers: false), .float32)
            let readied = program.epilogue()
            code.program = readied.address
            return (code, readied.retained)
        }
    }

    /// What profiles and dumps call it, such as ` bias residual relu`.
    package var label: String {
        var words: [String] = []
        if hasBias { words.append("bias") }
        if other == .added { words.append("residual") }
        switch activation {
        case .identity: break
        case Self.relu: words.append("relu")
        case Self.relu6: words.append("relu6")
        case .clip(let low, let high): words.append("clip \(low)…\(high)")
        case .chain(let chain): words.append(chain.label)
        }
        if rounds { words.append("round") }
        if other == .mask { words.append("mask") }
        if pools { words.append("pool") }
        return words.map { " " + $0 }.joined()
    }
}

extension Epilogue {
    package var description: String { self == .none ? "none" : String(label.dropFirst()) }
}

extension Epilogue: Codable {
    private enum Key: String, CodingKey { case bias, other, low, high, rounds, pools }

    package init(from decoder: any Decoder) throws {
        self.init()
        if let name = try? decoder.singleValueContainer().decode(String.self) {
            guard name == "none" else { throw refusal("'\(name)'") }
            return
        }
        let container = try decoder.container(keyedBy: Key.self)
        hasBias = try container.decode(Bool.self, forKey: .bias)
        other = try container.decode(Other.self, forKey: .other)
        pools = try container.decode(Bool.self, forKey: .pools)
        guard other != .read else { throw refusal("a chain") }
        let (low, high) = (
            try container.decodeIfPresent(Double.self, forKey: .low),
            try container.decodeIfPresent(Double.self, forKey: .high)
        )
        if low != nil || high != nil { activation = .clip(low: low ?? -.infinity, high: high ?? .infinity) }
        rounds = try container.decodeIfPresent(Bool.self, forKey: .rounds) ?? false
        if rounds, !Self.canRound(low ?? -.infinity, high ?? .infinity) { throw refusal("rounding without bounds") }
    }

    package func encode(to encoder: any Encoder) throws {
        if self == .none {
            var container = encoder.singleValueContainer()
            return try container.encode("none")
        }
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(hasBias, forKey: .bias)
        try container.encode(other, forKey: .other)
        try container.encode(pools, forKey: .pools)
        if rounds { try container.encode(true, forKey: .rounds) }
        switch activation {
        case .identity: break
        case .clip(let low, let high):
            if low.isFinite { try container.encode(low, forKey: .low) }
            if high.isFinite { try container.encode(high, forKey: .high) }
        case .chain: throw refusal("a chain")
        }
    }

    /// Whether a clip to these bounds can round.
    package static func canRound(_ low: Double, _ high: Double) -> Bool {
        low >= -0x1p22 && high <= 0x1p22 && low <= high
    }

    private func refusal(_ what: String) -> GraphError {
        GraphError(operation: "Epilogue", message: "\(what) is no epilogue that files hold")
    }
}

/// A product of its first two inputs that may end in an epilogue, whose inputs follow.
package protocol EpilogueOperation: Operation {
    var epilogue: Epilogue { get set }
    /// Whether its results are images that an epilogue can pool.
    var canPool: Bool { get }
}

extension EpilogueOperation {
    package var canPool: Bool { false }

    /// The operands of the epilogue: bias and the other tensor.
    var epilogueOperands: (bias: Operand, other: Operand) {
        (epilogue.hasBias ? .input(2) : .none, epilogue.other == .none ? .none : .input(epilogue.otherInput))
    }

    /// Whether the other tensor is just like the result, as kernels read it.
    func hasPlainOther(_ at: Lowering, _ result: TensorType) -> Bool {
        epilogue.other == .none || at.inputs[epilogue.otherInput] == result
    }
}
