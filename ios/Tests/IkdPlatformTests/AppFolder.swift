import Foundation

/// Files of the app target and of the package.
enum AppFolder {
    /// The folder `ios`.
    static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A file of the app target.
    static func data(_ name: String) throws -> Data {
        try Data(contentsOf: package.appendingPathComponent("App").appendingPathComponent(name))
    }

    /// The text of a file of the package.
    static func text(_ name: String) throws -> String {
        try String(contentsOf: package.appendingPathComponent(name), encoding: .utf8)
    }

    /// The Swift sources that are in the app, as one text.
    static func sources(in folders: [String] = ["App", "Sources"]) throws -> String {
        try folders.flatMap { folder -> [String] in
            let root = package.appendingPathComponent(folder)
            let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
            return try names.filter { $0.hasSuffix(".swift") }.map {
                try String(contentsOf: root.appendingPathComponent($0), encoding: .utf8)
            }
        }.joined(separator: "\n")
    }

    /// What those sources import.
    static func imports(of folder: String) throws -> Set<String> {
        Set(
            try sources(in: [folder]).split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                return words.count > 1 && words[0] == "import" ? String(words[1]) : nil
            })
    }
}
