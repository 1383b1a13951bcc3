import Martlet
import Testing

extension Stories {
    @Test func tensorBoardIsWrittenAndRead() throws {
        let (train, _) = try digits()
        var model = try digitsModel()
        // snippet: comment SummaryWriter
        let writer = SummaryWriter(logDirectory: temporary("logs/first"))
        for step in 0..<100 {
            try writer.scalar("loss", 1 / Double(step + 1), step: step)
        }
        // end
        try writer.flush()
        // snippet: comment SummaryReader
        let losses = try SummaryReader(temporary("logs/first")).scalars["loss"] ?? []
        print(losses.map(\.value))
        // end
        #expect(losses.count == 100)
        // snippet: comment TensorBoard
        try model.fit(
            train.features, train.labels, epochs: 2, validationSplit: 0.2,
            callbacks: [TensorBoard(logDirectory: temporary("logs"))])
        // end
        #expect(try SummaryReader.runs(in: temporary("logs")) == ["first", "train", "validation"])
        // snippet: comment Tracking.run
        try Tracking(SummaryWriter(logDirectory: temporary("logs"))).run("digits") { run in
            try model.fit(
                train.features, train.labels, epochs: 2,
                callbacks: [run.callback])
            run.log("rows", Double(train.features.shape[0]))
        }
        // end
        #expect(try SummaryReader(temporary("logs")).scalars["rows"]?.count == 1)
    }
}
