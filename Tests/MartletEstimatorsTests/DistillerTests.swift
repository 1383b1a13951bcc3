import MartletDatasets
import MartletEstimators
import MartletNN
import MartletNumerics
import Testing

@Suite struct DistillerTests {
    /// With labels that count nothing the student learns the teacher's mistakes; with labels alone it learns as it would
    /// without a teacher.
    @Test func studentsLearnFromTeachersOrLabels() throws {
        let (x, y) = try Data.iris.load()
        let wrong = y.map { ($0 + 1) % 3 }
        let teacher = try NeuralClassifier(hidden: [16], learningRate: 0.02, epochs: 30, seed: 1).fit(x, wrong)
        let student = NeuralClassifier(hidden: [8], learningRate: 0.02, epochs: 30, seed: 2)
        let soft = try Distiller(teacher, student: student, temperature: 2, alpha: 0).fit(x, y)
        #expect(try soft.score(x, wrong) > 0.9)
        let hard = try Distiller(teacher, student: student, alpha: 1).fit(x, y)
        // The same loss, said in another way: the same but for rounding on the way.
        #expect(try difference(hard.probabilities(x), student.fit(x, y).probabilities(x)) < 0.05)
    }

    @Test func stacksBecomeNetworks() throws {
        let (train, test) = try Digits.load().split(testFraction: 0.3, seed: 1)
        let stack = try StackingClassifier(
            estimators: [
                "a": NeuralClassifier(hidden: [64], epochs: 15, seed: 1),
                "b": NeuralClassifier(hidden: [64, 64], epochs: 15, seed: 2),
            ], cv: 3
        ).fit(train.features, train.labels)
        var student = NeuralClassifier(hidden: [32], epochs: 20, seed: 3)
        student.fitting.earlyStopping = true
        let distilled = try Distiller(stack, student: student).fit(train.features, train.labels)
        #expect(try distilled.score(test.features, test.labels) > 0.93)
        let again = try Distiller(stack, student: student).fit(train.features, train.labels)
        #expect(try again.probabilities(test.features) == distilled.probabilities(test.features))
    }

    @Test func badArgumentsAreRefused() throws {
        let (x, y) = try Data.iris.load()
        let teacher = try LogisticRegression().fit(x, y)
        let student = NeuralClassifier(hidden: [4], epochs: 1)
        #expect(throws: EstimatorError.self) { try Distiller(teacher, student: student).fit(x, y.map { $0 == 0 }) }
        for (temperature, alpha) in [(0, 0.5), (.infinity, 0.5), (1, -0.1), (1, .nan)] as [(Double, Double)] {
            #expect(throws: EstimatorError.self) {
                try Distiller(teacher, student: student, temperature: temperature, alpha: alpha).fit(x, y)
            }
        }
        let voters = try VotingClassifier(estimators: ["a": LogisticRegression()]).fit(x, y)
        #expect(throws: EstimatorError.noProbabilities("hard voting")) {
            try Distiller(voters, student: student).fit(x, y)
        }
    }
}
