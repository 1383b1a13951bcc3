import MartletCodecs
import Testing

struct DemoTests {
    @Test func results() throws {
        let json = try Martlet("demo", "--seed", "1", "--json").json()
        #expect(try #require(json["train"]?["test"]?["accuracy"]?.double) >= 0.95)
        #expect(try #require(json["predict"]?["microseconds"]?.double) > 0)
        #expect(json["save"]?["identical"] == true)
        for section in ["quantize", "prune"] {
            let accuracy = try #require(json[section]?["accuracy"])
            #expect(try #require(accuracy["after"]?.double) >= #require(accuracy["before"]?.double) - 0.02)
        }
        for section in ["stack", "tune"] {
            #expect(try #require(json[section]?["accuracy"]?.double) >= 0.95)
        }
        #expect(try #require(json["track"]?["rate 0.01"]?.double) > 0.9)
        #expect(abs(try #require(json["prune"]?["sparsity"]?.double) - 0.9) < 0.001)
    }

    @Test func report() throws {
        let run = try Martlet("demo")
        #expect(run.status == 0 && run.errors.isEmpty)
        #expect(run.output.contains("Accuracy on 360 images"))
        #expect(run.output.contains("bit for bit"))
    }
}
