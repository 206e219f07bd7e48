import Foundation
import IkdCore

/// Where the core keeps its files: in the container of the app, in no backup, unreadable while the phone is locked.
struct DataFolder {
    /// For everything that is the app's; the core's folder is inside.
    let home: URL

    /// In the container of this app.
    init() throws {
        let support = try FileManager.default.url(
            for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
        self.init(home: support.appendingPathComponent("ikd", isDirectory: true))
    }

    /// In a folder that a test names.
    init(home: URL) {
        self.home = home
    }

    /// The core's own folder.
    var data: URL { home.appendingPathComponent("data", isDirectory: true) }

    /// Says that this installation has been started before.
    var marker: URL { home.appendingPathComponent("installed") }

    /// Whether the core has written anything.
    func hasData() throws -> Bool {
        guard FileManager.default.fileExists(atPath: data.path) else { return false }
        return try !FileManager.default.contentsOfDirectory(atPath: data.path).isEmpty
    }

    /// Fails while the phone is locked, when no file of this folder can be written or read.
    ///
    /// - Throws: `PlatformError.AuthRequired`.
    func checkUnlocked() throws {
        let probe = home.appendingPathComponent("probe")
        #if canImport(Darwin)
            let options: Data.WritingOptions = .completeFileProtection
        #else
            let options: Data.WritingOptions = []
        #endif
        do {
            try Data([1]).write(to: probe, options: options)
            _ = try Data(contentsOf: probe)
        } catch {
            throw PlatformError.AuthRequired
        }
    }

    /// Makes both folders.
    func create() throws {
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true, attributes: protection)
        #if canImport(Darwin)
            var values = URLResourceValues()
            values.isExcludedFromBackup = true
            var folder = home
            try folder.setResourceValues(values)
            // The folder may be older than this rule.
            try FileManager.default.setAttributes(protection, ofItemAtPath: data.path)
        #endif
    }

    private var protection: [FileAttributeKey: Any] {
        #if canImport(Darwin)
            [.protectionKey: FileProtectionType.complete]
        #else
            [:]
        #endif
    }
}
