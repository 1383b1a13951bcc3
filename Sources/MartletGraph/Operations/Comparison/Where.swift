package import CMartletKernels
public import MartletNumerics

/// The second where the first holds, else the third, element by element.
package struct Where: ElementwiseOperation {
    package static var arity: Int { 3 }
    package var code: mk_opcode { MK_OP_WHERE }
    package func value(_ a: Double, _ b: Double, _ c: Double) -> Double { a != 0 ? b : c }
    package func resultType(_ inputs: [DType]) -> DType? {
        inputs[0] == .bool && inputs[1] == inputs[2] ? inputs[1] : nil
    }

    package func gradient(_ at: Adjoint) -> [Cotangent] {
        let (condition, zero) = (at.inputs[0], at.cotangent.constant(0))
        return [
            .zero, .flows(select(condition, at.cotangent, zero).summed(like: at.inputs[1])),
            .flows(select(condition, zero, at.cotangent).summed(like: at.inputs[2])),
        ]
    }

    package static var samples: [Sample] {
        let condition: [Int: ClosedRange<Double>] = [0: 0...1]
        return [
            .init(Where(), [5, 7], [5, 7], [5, 7], dtypes: [0: .bool], ranges: condition),
            .init(Where(), [3, 1], [4], [2, 1, 1], dtypes: [0: .bool], ranges: condition),
            .init(Where(), [9], [9], [9], in: -9...9, dtypes: [0: .bool, 1: .int64, 2: .int64], ranges: condition),
        ]
    }
}

extension Symbol {
    /// The elements of `a` where `condition` (bool) holds, those of `b` elsewhere; shapes broadcast.
    public static func `where`(_ condition: Symbol, _ a: Symbol, _ b: Symbol) -> Symbol {
        condition.apply(Where(), a, b)
    }
    /// The elements of `a` where `condition` (bool) holds, a number elsewhere.
    public static func `where`<T: TensorScalar>(_ condition: Symbol, _ a: Symbol, _ b: T) -> Symbol {
        let (a, b) = a.meeting(b)
        return `where`(condition, a, b)
    }
    /// A number where `condition` (bool) holds, the elements of `b` elsewhere.
    public static func `where`<T: TensorScalar>(_ condition: Symbol, _ a: T, _ b: Symbol) -> Symbol {
        let (b, a) = b.meeting(a)
        return `where`(condition, a, b)
    }
}

/// The elements of `a` where `condition` (bool) holds, those of `b` elsewhere; shapes broadcast.
package func select(_ condition: Symbol, _ a: Symbol, _ b: Symbol) -> Symbol { .where(condition, a, b) }
/// The elements of `a` where `condition` (bool) holds, the number `b` elsewhere.
package func select(_ condition: Symbol, _ a: Symbol, _ b: Double) -> Symbol { .where(condition, a, a.constant(b)) }
/// The number `a` where `condition` (bool) holds, the elements of `b` elsewhere.
package func select(_ condition: Symbol, _ a: Double, _ b: Symbol) -> Symbol { .where(condition, b.constant(a), b) }
