import CMartletKernels
import Glibc
import Testing

/// Runs `steps` updates of the kernel and of the same rule in double, and compares the parameters and slots.
private func check(
    slots: Int, start: Float = 0, steps: Int = 5,
    kernel: (
        _ step: Int, _ n: Int64, _ w: Operand<Float>, _ g: Operand<Float>, _ slots: [Operand<Float>], _ threads: Int32
    ) -> Void,
    rule: (_ step: Int, _ w: inout Double, _ g: Double, _ slots: inout [Double]) -> Void
) {
    var numbers = Numbers(seed: 11)
    for count in [1, 15, 16, 17, 1000, 70_001] {
        let initial = numbers.floats(count)
        let gradients = (0..<steps).map { _ in numbers.floats(count) }
        forEachInstructionSet {
            var results: [[Float]] = []
            for threads in [Int32(1), 2] {
                let w = Operand(initial, misalignment: 1)
                let states = (0..<slots).map { _ in Operand<Float>(repeating: start, count: count) }
                for step in 1...steps { kernel(step, Int64(count), w, Operand(gradients[step - 1]), states, threads) }
                #expect(w.isGuardWhole && states.allSatisfy(\.isGuardWhole))
                results.append(w.elements + states.flatMap(\.elements))
            }
            #expect(results[0] == results[1], "threads change nothing")
            var worst = 0.0
            for index in 0..<count {
                var w = Double(initial[index])
                var states = [Double](repeating: Double(start), count: slots)
                for step in 1...steps { rule(step, &w, Double(gradients[step - 1][index]), &states) }
                for (slot, exact) in ([w] + states).enumerated() {
                    worst = max(worst, abs(Double(results[0][slot * count + index]) - exact) / max(abs(exact), 0.1))
                }
            }
            #expect(worst < 4e-6, "\(count) elements, \(instructionSet)")
        }
    }
}

extension KernelTests {
    @Suite struct OptimizerKernelTests {
        @Test(arguments: [(Float(0), false), (0.9, false), (0.9, true)]) func sgd(momentum: Float, nesterov: Bool) {
            let options = mk_sgd_options(learning_rate: 0.1, momentum: momentum, nesterov: nesterov, weight_decay: 0.01)
            check(slots: 1) { _, n, w, g, slots, threads in
                mk_sgd(n, w.address, g.address, momentum > 0 ? slots[0].address : nil, options, threads)
            } rule: { _, w, g, slots in
                w -= 0.01 * 0.1 * w
                let velocity = Double(momentum) * slots[0] - 0.1 * g
                if momentum > 0 { slots[0] = velocity }
                w += nesterov ? Double(momentum) * velocity - 0.1 * g : velocity
            }
        }

        @Test(arguments: [false, true]) func adam(amsgrad: Bool) {
            check(slots: 3) { step, n, w, g, slots, threads in
                let options = mk_adam_options(
                    learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, weight_decay: 0.004,
                    step: Int64(step))
                mk_adam(
                    n, w.address, g.address, slots[0].address, slots[1].address, amsgrad ? slots[2].address : nil,
                    options, threads)
            } rule: { step, w, g, slots in
                w -= 0.004 * 0.01 * w
                let (b1, b2) = (Double(Float(0.9)), Double(Float(0.999)))
                let alpha = 0.01 * sqrt(1 - pow(b2, Double(step))) / (1 - pow(b1, Double(step)))
                slots[0] += (g - slots[0]) * (1 - 0.9)
                slots[1] += (g * g - slots[1]) * (1 - 0.999)
                if amsgrad { slots[2] = max(slots[2], slots[1]) }
                w -= slots[0] * alpha / (sqrt(amsgrad ? slots[2] : slots[1]) + 1e-7)
            }
        }

        @Test(arguments: [(Float(0), false), (0.9, false), (0, true), (0.9, true)])
        func rmsprop(momentum: Float, centered: Bool) {
            let options = mk_rmsprop_options(
                learning_rate: 0.01, rho: 0.9, momentum: momentum, epsilon: 1e-3, weight_decay: 0)
            check(slots: 3) { _, n, w, g, slots, threads in
                mk_rmsprop(
                    n, w.address, g.address, slots[0].address, momentum > 0 ? slots[1].address : nil,
                    centered ? slots[2].address : nil, options, threads)
            } rule: { _, w, g, slots in
                slots[0] = 0.9 * slots[0] + 0.1 * g * g
                if centered { slots[2] = 0.9 * slots[2] + 0.1 * g }
                var update = 0.01 * g / sqrt(slots[0] - slots[2] * slots[2] + 1e-3)
                if momentum > 0 {
                    slots[1] = Double(momentum) * slots[1] + update
                    update = slots[1]
                }
                w -= update
            }
        }

        @Test func adagrad() {
            let options = mk_adagrad_options(learning_rate: 0.1, epsilon: 1e-7, weight_decay: 0.01)
            check(slots: 1, start: 0.1) { _, n, w, g, slots, threads in
                mk_adagrad(n, w.address, g.address, slots[0].address, options, threads)
            } rule: { _, w, g, slots in
                w -= 0.01 * 0.1 * w
                slots[0] += g * g
                w -= 0.1 * g / sqrt(slots[0] + 1e-7)
            }
        }

        @Test func scalesClipsAndSums() {
            var numbers = Numbers(seed: 12)
            forEachInstructionSet {
                for count in [0, 1, 17, 70_001] {
                    let x = numbers.floats(count) + [.nan, .infinity, -.infinity]
                    let scaled = Operand(x), clipped = Operand(x)
                    mk_scale(Int64(x.count), scaled.address, 0.5, 2)
                    mk_clip(Int64(x.count), clipped.address, 1.5, 2)
                    for (index, value) in x.enumerated() where !value.isNaN {
                        #expect(scaled.elements[index] == value * 0.5)
                        #expect(clipped.elements[index] == max(-1.5, min(1.5, value)))
                    }
                    #expect(scaled.elements[count].isNaN && clipped.elements[count].isNaN)
                    #expect(scaled.isGuardWhole && clipped.isGuardWhole)
                    let exact = x.prefix(count).reduce(0) { $0 + Double($1) * Double($1) }
                    let sums = [1, 2].map { mk_sum_squares(Int64(count), Operand(x).address, $0) }
                    #expect(sums[0] == sums[1] && abs(sums[0] - exact) <= 1e-6 * exact)
                }
            }
        }
    }
}
