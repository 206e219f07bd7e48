import Foundation
import IkdCore
import IkdShell
import SwiftUI

/// The texts in the language that the person reads: the phone's unless they chose one.
@MainActor
public final class Texts: ObservableObject {
    /// What people read now.
    @Published public private(set) var language: Language
    /// What they chose; `nil` follows the phone.
    @Published private(set) var choice: Language?
    private let catalogue = Catalogue.ofThisPackage
    private weak var shell: (any Shell)?

    /// The texts of the package, in the phone's language.
    public init() { language = Self.ofThePhone }

    /// The shell keeps the choice.
    func follow(_ shell: any Shell) {
        self.shell = shell
        choice = shell.language
        language = shell.language ?? Self.ofThePhone
    }

    /// The text with its placeholders filled by name. The number of a text with plural forms selects the form.
    func callAsFunction(_ key: TextKey, _ values: [String: Any] = [:]) -> String {
        catalogue.text(key, language, values)
    }

    func choose(_ language: Language?) {
        choice = language
        shell?.language = language
        self.language = language ?? Self.ofThePhone
    }

    nonisolated static var ofThePhone: Language {
        Locale.preferredLanguages.first?.hasPrefix("en") == true ? .english : .indonesian
    }
}

extension Language {
    var tag: String {
        switch self {
        case .indonesian: "id"
        case .english: "en"
        }
    }

    /// Its name in itself.
    var ownName: String {
        switch self {
        case .indonesian: "Bahasa Indonesia"
        case .english: "English"
        }
    }

    var other: Language { self == .indonesian ? .english : .indonesian }

    var locale: Locale { Locale(identifier: self == .indonesian ? "id_ID" : "en_GB") }
}

/// Localizable.xcstrings, read as it is: the choice of a language in the app does not depend on the phone's, and Linux
/// reads the same file.
struct Catalogue: Sendable {
    private struct File: Decodable {
        struct Entry: Decodable { let localizations: [String: Localization] }
        struct Localization: Decodable {
            let stringUnit: Unit?
            let variations: Variations?
        }
        struct Variations: Decodable { let plural: [String: Form] }
        struct Form: Decodable { let stringUnit: Unit }
        struct Unit: Decodable { let value: String }
        let strings: [String: Entry]
    }

    private var texts: [String: [String: [String: String]]] = [:]

    static let ofThisPackage: Catalogue = {
        // An app that lost its texts shows their keys; a test compares file and keys.
        guard let url = Bundle.module.url(forResource: "Localizable", withExtension: "xcstrings"),
            let data = try? Data(contentsOf: url), let catalogue = try? Catalogue(data)
        else { return Catalogue() }
        return catalogue
    }()

    init() {}

    init(_ data: Data) throws {
        for (key, entry) in try JSONDecoder().decode(File.self, from: data).strings {
            for (language, localization) in entry.localizations {
                var forms = localization.variations?.plural.mapValues(\.stringUnit.value) ?? [:]
                forms["other"] = localization.stringUnit?.value ?? forms["other"]
                texts[language, default: [:]][key] = forms
            }
        }
    }

    func has(_ key: TextKey, _ language: Language) -> Bool { texts[language.tag]?[key.rawValue]?["other"] != nil }

    func text(_ key: TextKey, _ language: Language, _ values: [String: Any]) -> String {
        let forms = texts[language.tag]?[key.rawValue] ?? [:]
        let number = key.plural ? key.placeholders.first.flatMap { values[$0] } : nil
        let isOne = number.map { "\($0)" == "1" } ?? false
        var text = (isOne ? forms["one"] : nil) ?? forms["other"] ?? key.rawValue
        for (index, name) in key.placeholders.enumerated() {
            guard let value = values[name] else { continue }
            for kind in ["@", "lld"] {
                text = text.replacingOccurrences(of: "%\(index + 1)$\(kind)", with: "\(value)")
            }
        }
        return text.replacingOccurrences(of: "%%", with: "%")
    }
}
