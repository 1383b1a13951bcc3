import MartletUI
import Testing

@Suite struct UIRequestTests {
    @Test func namesAndValuesAreDecoded() throws {
        let request = try #require(
            UIRequest(target: "/experiments/a%2Fb%20c?filter=x+%3D+1&column=a&column=b%&page=", body: "alias=h%C3%A9"))
        #expect(request.path == ["experiments", "a/b c"])
        #expect(request["filter"] == "x = 1" && request["page"] == nil && request["none"] == nil)
        #expect(request.all("column") == ["a", "b%"] && request.sent("alias") == "hé")
        #expect(UIRequest(target: "http://elsewhere/") == nil && UIRequest(target: "") == nil)
    }
}
