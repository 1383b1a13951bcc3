import MartletApplications
import MartletGraph
import MartletNN
import MartletNumerics
import Testing

struct PreprocessingTests {
    @Test(arguments: PreprocessingMode.allCases)
    func numbersAreThoseOfKeras(_ mode: PreprocessingMode) throws {
        let images = try Tensor(Golden.numbers("preprocessing", "images")).reshaped([2, 2, 3, 3])
        let expected = try Tensor(Golden.numbers("preprocessing", mode.rawValue)).reshaped([2, 2, 3, 3])
        #expect(try mode(images) == expected)
        #expect(try mode(images.cast(to: .uint8)) == expected)
        #expect(try mode(images[0]) == expected[0])

        let model = Model(PreprocessInput(mode), input: [2, 3, 3])
        #expect(try model.predict(images).isClose(to: expected, relative: 1e-6, absolute: 1e-5))
        let bytes = Model(PreprocessInput(mode), input: [2, 3, 3], dtype: .uint8)
        #expect(try bytes.predict(images.cast(to: .uint8)).isClose(to: expected, relative: 1e-6, absolute: 1e-5))
    }

    @Test func networksKnowTheirs() throws {
        let images = try Tensor(Golden.numbers("preprocessing", "images")).reshaped([2, 2, 3, 3])
        #expect(try VGG16.preprocessInput(images) == PreprocessingMode.caffe(images))
        #expect(try InceptionV3.preprocessInput(images) == PreprocessingMode.tf(images))
        #expect([VGG19.preprocessing, ResNet50.preprocessing, MobileNetV2.preprocessing] == [.caffe, .caffe, .tf])
    }

    @Test func otherShapesAreRefused() {
        for shape in [[3], [3, 3], [2, 2, 1], [1, 2, 2, 4]] as [Shape] {
            #expect { try PreprocessingMode.tf(.ones(shape)) } throws: { "\($0)".contains("takes images") }
        }
        #expect {
            try Model(PreprocessInput(.tf), input: [2, 2, 4]).predict(.ones([1, 2, 2, 4]))
        } throws: {
            "\($0)".contains("PreprocessInput takes images [batch, height, width, 3]")
        }
    }
}
