import MartletNumerics
import Testing

@Suite struct DescriptionTests {
    @Test func printsAsNumPy() {
        #expect(NumPyGolden.shared.printing.count > 70)
        for printed in NumPyGolden.shared.printing {
            #expect(printed.array.tensor.description == printed.text)
        }
    }

    @Test func smallMatrix() throws {
        #expect(try Tensor([[1, 2], [3, 4]] as [[Float]]).description == "[[1. 2.]\n [3. 4.]]")
    }
}
