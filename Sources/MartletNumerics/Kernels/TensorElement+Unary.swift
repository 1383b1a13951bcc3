/// Functions of one element that are defined for every type.
enum UnaryOperation {
    case negate, abs, sign
}

/// Functions of one element that only floating-point numbers need.
enum RealOperation {
    case squareRoot, floor, ceil, round
    case transcendental(TranscendentalOperation)
}

/// Properties of one floating-point element.
enum Classification {
    case nan, finite
}

extension TensorElement where Self: FixedWidthInteger {
    static func apply(
        _ operation: UnaryOperation, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int
    ) {
        switch operation {
        case .negate: map(source, target, count) { (x: Self) in 0 &- x }
        case .abs: map(source, target, count) { (x: Self) in x < 0 ? 0 &- x : x }
        case .sign: map(source, target, count) { (x: Self) in x.signum() }
        }
    }
}

extension TensorElement where Self: RealElement {
    static func apply(
        _ operation: UnaryOperation, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int
    ) {
        switch operation {
        case .negate: map(source, target, count) { (x: Self) in -x }
        case .abs: map(source, target, count) { (x: Self) in x.magnitude }
        case .sign: map(source, target, count) { (x: Self) in x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x }
        }
    }

    static func apply(
        _ operation: RealOperation, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int
    ) {
        switch operation {
        case .squareRoot: map(source, target, count) { (x: Self) in x.squareRoot() }
        case .floor: map(source, target, count) { (x: Self) in x.rounded(.down) }
        case .ceil: map(source, target, count) { (x: Self) in x.rounded(.up) }
        case .round: map(source, target, count) { (x: Self) in x.rounded(.toNearestOrEven) }
        case .transcendental(let operation): apply(operation, source, target, count: count)
        }
    }

    static func classify(
        _ classification: Classification, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, count: Int
    ) {
        switch classification {
        case .nan: map(source, target, count) { (x: Self) in x.isNaN }
        case .finite: map(source, target, count) { (x: Self) in x.isFinite }
        }
    }
}
