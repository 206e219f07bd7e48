import Foundation
import IkdCore

/// A phone: a folder that outlives the process, and an app that is opened on it.
public struct Phone: Sendable {
    /// The PIN of all tests.
    public static let pin = "592716"

    /// The sandbox whose service it uses.
    public let sandbox: Sandbox
    /// Everything that outlives the process.
    public let home: URL

    /// A phone called `name`; a new one unless there was one of this name in this run.
    public init(_ name: String, in sandbox: Sandbox) throws {
        self.sandbox = sandbox
        home = sandbox.folder.appendingPathComponent("phones").appendingPathComponent(name)
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    }

    /// A copy of this phone: its data, its keys, its counters.
    public func copy(named name: String) throws -> Phone {
        let copy = try Phone(name, in: sandbox)
        try FileManager.default.removeItem(at: copy.home)
        try FileManager.default.copyItem(at: home, to: copy.home)
        return copy
    }

    /// The keys that outlive the process.
    public func keystore() throws -> SoftwareKeystore {
        try SoftwareKeystore(folder: home.appendingPathComponent("keys"))
    }

    /// The phone's services for the app.
    public func services(
        keystore: (any Keystore)? = nil, biometrics: (any BiometricGate)? = nil, log: (any LogSink)? = nil
    ) throws -> PhoneServices {
        PhoneServices(
            keystore: try keystore ?? self.keystore(),
            clock: MachineClock(),
            counters: FileCounters(file: home.appendingPathComponent("counters.json")),
            biometrics: biometrics,
            log: log
        )
    }

    /// The configuration of the app.
    public var config: Config {
        Config(
            dataDir: home.appendingPathComponent("data").path,
            service: sandbox.service,
            serviceRoots: String(decoding: sandbox.certificate, as: UTF8.self),
            trustRoot: sandbox.trustRoot,
            embeddedTrust: sandbox.trustBundle,
            linkHost: String(sandbox.service.dropFirst("https://".count)),
            appVersion: AppVersion(major: 0, minor: 1, patch: 0)
        )
    }

    /// Opens the app.
    public func open(_ services: PhoneServices? = nil) throws -> Ikd {
        try Ikd.open(config: config, phone: try services ?? self.services())
    }
}
