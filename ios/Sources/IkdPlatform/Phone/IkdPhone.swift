import Foundation
import IkdCore

/// The core on this phone: the configuration of the build, the data folder, and the phone's services.
public struct IkdPhone: Sendable {
    /// The configuration of this build.
    public let config: AppConfig

    private let folder: DataFolder
    private let version: String
    private let biometricReason: @Sendable (BiometricPurpose) -> String

    /// This phone.
    ///
    /// - Parameters:
    ///   - config: of this build.
    ///   - biometricReason: what the biometric prompt says.
    /// - Throws: an error of the file system.
    public init(config: AppConfig, biometricReason: @escaping @Sendable (BiometricPurpose) -> String) throws {
        self.init(
            config: config, folder: try DataFolder(), version: Self.version, biometricReason: biometricReason)
    }

    init(
        config: AppConfig, folder: DataFolder, version: String,
        biometricReason: @escaping @Sendable (BiometricPurpose) -> String
    ) {
        self.config = config
        self.folder = folder
        self.version = version
        self.biometricReason = biometricReason
    }

    /// Opens the core. It reads files: not for the main thread.
    ///
    /// - Throws: `IkdError`; `PlatformError.AuthRequired` if the phone is locked, as when the system starts the app in
    ///   advance.
    public func open() throws -> Ikd {
        try folder.create()
        try folder.checkUnlocked()
        try FirstRun(folder: folder).run()
        return try Ikd.open(
            config: try config.core(dataDir: folder.data.path, version: version),
            phone: PhoneServices(
                keystore: EnclaveKeystore(),
                clock: BootClock(),
                counters: KeychainCounters(),
                biometrics: EnclaveGate(reason: biometricReason),
                log: SystemLog()
            )
        )
    }

    /// The version of the app, from its Info.plist.
    public static var version: String {
        Bundle.main.infoDictionary?["CFBundleShortVersionString"] as? String ?? "0.0.0"
    }
}
