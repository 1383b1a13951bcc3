import MartletCodecs
import MartletNN
import MartletNumerics
import Testing

struct QuantileTransformerTests {
    typealias Transformer = TablePreparation.QuantileTransformer

    /// What scikit-learn 1.9.1 makes of `asked` after `QuantileTransformer(n_quantiles:, output_distribution:).fit(values)`.
    struct Golden: Sendable {
        var quantiles: [Double]
        var distribution: Transformer.OutputDistribution
        var transformed: [Double]

        static let values: [Double] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 100, -7, 0.5, 5, 2]
        static let asked: [Double] = [-50, -7, -6.9, 0, 0.5, 0.75, 1, 2.5, 3, 4.99, 5, 5.01, 9, 50, 100, 101]

        private static let seventeen: [Double] = [-7, 0.5, 1, 1, 2, 2, 3, 3, 4, 5, 5, 5, 5, 6, 8, 9, 100]
        private static let five: [Double] = [-7, 2, 4, 5, 100]
        static let all = [
            Golden(
                quantiles: seventeen, distribution: .uniform,
                transformed: [
                    0, 0, 0.0008333333333333311, 0.058333333333333334, 0.0625, 0.09375, 0.15625, 0.34375, 0.40625,
                    0.561875, 0.65625, 0.750625, 0.9375, 0.9656593406593407, 1, 1,
                ]),
            Golden(
                quantiles: seventeen, distribution: .normal,
                transformed: [
                    -5.199337582605575, -5.199337582605575, -3.1439802870690805, -1.5689196324989267,
                    -1.5341205443525463, -1.318010897303537, -1.009990169249582, -0.40225006532172536,
                    -0.23720210932878769, 0.15572473412486765, 0.40225006532172536, 0.6764578478500086,
                    1.5341205443525463, 1.8205103687816961, 5.19933758270342, 5.19933758270342,
                ]),
            Golden(
                quantiles: five, distribution: .uniform,
                transformed: [
                    0, 0, 0.002777777777777768, 0.19444444444444442, 0.20833333333333331, 0.2152777777777778,
                    0.2222222222222222, 0.3125, 0.375, 0.7475, 0.75, 0.7500263157894738, 0.7605263157894737,
                    0.868421052631579, 1, 1,
                ]),
            Golden(
                quantiles: five, distribution: .normal,
                transformed: [
                    -5.199337582605575, -5.199337582605575, -2.7729212946086634, -0.8616341201741723,
                    -0.8122178014999131, -0.7882413344974836, -0.7647096737863871, -0.4887764111146695,
                    -0.31863936396437514, 0.6666433063863064, 0.6744897501960817, 0.6745725647480054,
                    0.7079966007456198, 1.11895838106256, 5.19933758270342, 5.19933758270342,
                ]),
        ]
    }

    @Test(arguments: Golden.all)
    func itDoesWhatScikitLearnDoes(_ golden: Golden) {
        let transformer = Transformer(
            of: Golden.values, count: golden.quantiles.count, outputDistribution: golden.distribution)
        #expect(transformer.quantiles == golden.quantiles)
        for (value, expected) in zip(Golden.asked, golden.transformed) {
            let got = transformer.transformed(value)
            // A share within 1e-16 of its own; near the ends of a normal distribution that is 1e-9.
            #expect(
                abs(got - expected) <= (abs(expected) > 5 ? 1e-8 : 1e-14 * max(1, abs(expected))), "\(value): \(got)")
        }
    }

    /// Neither unit nor outliers count, and order stays.
    @Test(arguments: [1, 1e-300, -1e300, 1e-12, 1e30])
    func unitsDoNotCount(_ unit: Double) {
        let values = (0..<3000).map { Double(($0 * 7919) % 3001) * 0.5 }
        let plain = Transformer(of: values, outputDistribution: .uniform)
        let scaled = Transformer(of: values.map { $0 * unit }, outputDistribution: .uniform)
        #expect(plain.quantiles.count == 1000)
        for value in values.prefix(100) {
            let (a, b) = (plain.transformed(value), scaled.transformed(value * unit))
            #expect(abs(a - (unit < 0 ? 1 - b : b)) < 1e-9)
            #expect(abs(a - value / 1500) < 2e-3)
        }
        let shares = values.sorted().map(plain.transformed)
        #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test func whatLiesFarApartDoesNotOverflow() {
        let transformer = Transformer(of: [-1.7e308, 1.7e308], outputDistribution: .uniform)
        #expect(transformer.transformed(0) == 0.5)
        #expect(Transformer(of: [7, 7, 7], outputDistribution: .uniform).transformed(7) == 0)
        #expect(Transformer(of: [7], outputDistribution: .uniform).transformed(8) == 1)
    }

    @Test func columnsAreSpreadAndSaved() throws {
        var format = CSV.Format()
        format.keepsGaps = true
        let table = try CSV(bytes: Array("a,b\n1,5\n2,\n3,6\n1e9,7\n".utf8), format: format)
        for (scaling, middle) in [(.quantileUniform, 0.5), (.quantileNormal, 0)]
            as [(TablePreparation.Scaling, Float)]
        {
            let preparation = try TablePreparation.fitted(
                to: table, features: [0, 1], rows: Array(0..<4), scaling: scaling
            ).preparation
            let rows = try preparation.matrix(of: table)
            #expect(rows.shape == [4, 3] && preparation.featureNames == ["a", "b", "b is missing"])
            // A missing one is the middle, and said to be missing.
            #expect(try rows[1].array(of: Float.self).suffix(2) == [middle, 1])
            if scaling == .quantileUniform {
                let (column, thirds) = (rows.array(of: Float.self), [0, 1.0 / 3, 2.0 / 3, 1].map { Float($0) })
                for row in 0..<4 { #expect(abs(column[3 * row] - thirds[row]) < 1e-6) }
            }
            var model = Model(Sequential { Dense(1) }, input: [3])
            try ModelNotes(features: preparation.featureNames, table: preparation).write(to: &model)
            #expect(try ModelNotes(of: model).table == preparation)
            for quantiles in [[], [2, 1], [.nan], [0, .infinity]] as [[Double]] {
                var damaged = preparation
                damaged.columns[0].encoding = .quantiles(.init(quantiles: quantiles), hasIndicator: false)
                #expect(damaged.mistake?.contains("ascending") == true, "\(quantiles)")
            }
        }
    }
}
