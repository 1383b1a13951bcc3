import Foundation
import MartletPlot
import Testing

/// Whether colours can be told apart, also by those who lack cones (Machado, Oliveira & Fernandes 2009, severity 1).
@Suite struct PaletteTests {
    private static let sight: [[[Double]]] = [
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
    ]

    /// In CIELAB, where 2.3 is a difference that is just seen.
    private static func lab(_ color: String, _ sight: [[Double]]) throws -> [Double] {
        let number = try #require(Int(color.dropFirst(), radix: 16))
        let linear = [16, 8, 0].map { shift -> Double in
            let part = Double(number >> shift & 255) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        let seen = sight.map { row in min(1, max(0, zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 })) }
        func f(_ weights: [Double]) -> Double {
            let t = zip(weights, seen).reduce(0) { $0 + $1.0 * $1.1 }
            return t > 0.008856 ? cbrt(t) : 7.787 * t + 16 / 116
        }
        let x = f([0.4124 / 0.95047, 0.3576 / 0.95047, 0.1805 / 0.95047])
        let (y, z) = (f([0.2126, 0.7152, 0.0722]), f([0.0193 / 1.08883, 0.1192 / 1.08883, 0.9505 / 1.08883]))
        return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
    }

    @Test(arguments: ChartTheme.allCases) func tenColoursDiffer(_ theme: ChartTheme) throws {
        let colors = (0..<ChartTheme.colorCount).map(theme.color)
        #expect(Set(colors).count == 10)
        for sight in Self.sight {
            let places = try colors.map { try Self.lab($0, sight) }
            for (index, place) in places.enumerated() {
                for (other, before) in places[..<index].enumerated() {
                    let distance = zip(place, before).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
                    // Five just noticeable differences; Okabe & Ito's own are no farther apart.
                    #expect(distance > 11, "\(colors[index]) and \(colors[other]): \(distance)")
                }
            }
        }
    }
}
