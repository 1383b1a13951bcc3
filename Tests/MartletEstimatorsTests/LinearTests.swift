import MartletEstimators
import MartletNumerics
import Testing

/// The loss is a mean of about 1 over up to 1,797 rows, which rounding hides up to √1797 · 2.2e-16; its least curvature is the
/// penalty's, 1 / (c · rows) > 5e-5. So what is found is within √(2 · 42 · 2.2e-16 / 5e-5) = 2e-5 of what has the smallest
/// loss. Five times that are allowed; scikit-learn's own L-BFGS is up to 8e-5 from the golden.
private let tolerance = 1e-4

@Suite struct LinearTests {
    static let cases: [String: LogisticRegression] = [
        "default": exact(), "weak": exact(c: 10), "strong": exact(c: 0.01), "balanced": exact(classWeight: .balanced),
        "centred": exact(fitIntercept: false),
    ]

    @Test(arguments: Data.allCases, cases.keys.sorted())
    func coefficientsAreThoseOfScikitLearn(data: Data, name: String) throws {
        let (x, y) = try data.load()
        let fitted = try Self.cases[name]!.fit(x, y)
        let key = "logistic.\(data.rawValue).\(name)"
        #expect(try difference(fitted.coefficients, Golden.sklearn.tensor(key + ".coef")) < tolerance)
        #expect(try difference(fitted.intercept, Golden.sklearn.tensor(key + ".intercept")) < tolerance)
    }

    @Test func rowsCountByTheirWeights() throws {
        let (x, y) = try Data.wine.load()
        let weights = y.indices.map { 1 + Double($0 % 3) }
        let fitted = try exact().fit(x, y, sampleWeight: weights)
        #expect(try difference(fitted.coefficients, Golden.sklearn.tensor("logistic.weighted.coef")) < tolerance)
    }

    /// As many iterations as are allowed, and a looser end, make a looser result.
    @Test func iterationsAreLimited() throws {
        let (x, y) = try Data.digits.load()
        #expect(try LogisticRegression(maxIter: 3).fit(x, y).iterations == 3)
        let (loose, tight) = try (LogisticRegression().fit(x, y), exact().fit(x, y))
        #expect(loose.iterations < tight.iterations)
        #expect(try loose.score(x, y) > 0.98)
    }

    /// LAPACK solves these; what remains is rounding.
    @Test func ridgeIsThatOfScikitLearn() throws {
        let (all, _) = try Data.wine.load()
        let (x, y) = try (all[.all, 1...], all[.all, 0] * 2.0 + 5.0)
        func expect(_ name: String, _ ridge: Ridge, weights: [Double]? = nil) throws {
            let fitted = try ridge.fit(x, y, sampleWeight: weights)
            let found = try Tensor.concatenate([fitted.coefficients, Tensor([fitted.intercept])])
            #expect(try difference(found, Golden.sklearn.tensor("ridge.\(name)")) < 1e-10, "\(name)")
        }
        try expect("one", Ridge())
        try expect("ten", Ridge(alpha: 10))
        try expect("centred", Ridge(fitIntercept: false))
        try expect("least", Ridge(alpha: 0))
        try expect("weighted", Ridge(), weights: (0..<y.count).map { 1 + Double($0 % 3) })
    }

    /// LAPACK solves what eigenvectors do there; the scores are means of squares around 1.
    @Test func penaltiesAreThoseOfScikitLearn() throws {
        let (all, _) = try Data.wine.load()
        let (x, y) = try (all[.all, 1...], all[.all, 0] * 2.0 + 5.0)
        func expect(_ name: String, _ ridge: RidgeCV, weights: [Double]? = nil) throws {
            let fitted = try ridge.fit(x, y, sampleWeight: weights)
            let found = try Tensor.concatenate([
                fitted.coefficients, Tensor([fitted.intercept, fitted.alpha, fitted.bestScore]),
            ])
            #expect(try difference(found, Golden.sklearn.tensor("ridge_cv.\(name)")) < 1e-9, "\(name)")
        }
        let alphas = [0.01, 0.1, 1, 10, 100]
        try expect("default", RidgeCV())
        try expect("many", RidgeCV(alphas: alphas))
        try expect("weighted", RidgeCV(alphas: alphas), weights: (0..<y.count).map { 1 + Double($0 % 3) })
        try expect("centred", RidgeCV(alphas: alphas, fitIntercept: false))
        #expect(throws: EstimatorError.self) { try RidgeCV(alphas: []).fit(x, y) }
        #expect(throws: EstimatorError.self) { try RidgeCV(alphas: [0]).fit(x, y) }
    }
}

/// Logistic regression that is found to the last digits that matter.
func exact(
    c: Double = 1, fitIntercept: Bool = true, classWeight: ClassWeight = .none
) -> LogisticRegression {
    LogisticRegression(c: c, fitIntercept: fitIntercept, classWeight: classWeight, tol: 1e-9, maxIter: 10000)
}
