import MartletTracking
import Testing

/// Addresses of places where runs are kept.
@Suite struct MLflowLocationTests {
    @Test(arguments: [
        "http://127.0.0.1:5000", "https://mlflow.example", "http://localhost:1/", "http://[::1]:5000/base",
        "https://swift:p%C3%A4ss@host-1.example:65535/a/b", "http://tracking_server",
    ])
    func serversAreTaken(_ address: String) throws {
        guard case .server(address) = try MLflowLocation(address) else {
            Issue.record("'\(address)' is a server")
            return
        }
    }

    @Test(arguments: [
        "", "ftp://host", "http:", "http:/host", "http://", "http:///path", "http://:5000", "http://a b",
        "http://host:0",
        "http://host:65536", "http://host:port", "http://host:", "http://a:1:2", "http://[::1", "http://[]:1",
        "http://[host]:1", "http://host/?query", "http://host\u{7}", "http://user@", "http://<host>", "sqlite:",
        "sqlite:///", "sqlite://folder/", "mlflow.db",
    ])
    func otherAddressesAreRefused(_ address: String) {
        #expect(throws: MLflowError.self) { try MLflowLocation(address) }
    }
}
