import SwiftUI

/// Name, version, where the keys are, and whose work is in the app.
struct AboutView: View {
    @StateObject var settings: SettingsModel
    @ObservedObject var model: UnlockedModel
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.about, texts(.aboutTitle), place: .bar, back: model.back) {
            Panel {
                if let about = app.shell?.about {
                    Text(about.name).typeface(.title)
                    Text(texts(.aboutVersion, ["version": about.version]))
                }
                if let isHardware = settings.isHardware {
                    Text(texts(isHardware ? .aboutKeysHardware : .aboutKeysSoftware))
                }
                Text(texts(.aboutSource))
            }
            Card { Row(texts(.aboutLicences), icon: .document) { model.go(.licences) } }
        }
        .task { await settings.begin() }
    }
}

/// The texts of the licences of everything that is not ours.
struct LicencesView: View {
    let back: @MainActor () -> Void
    @State private var parts: [String] = []
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.licences, texts(.aboutLicences), place: .bar, back: back) {
            if parts.isEmpty { Text(texts(.commonLoading)) }
            LazyVStack(alignment: .leading, spacing: Space.large) {
                ForEach(Array(parts.enumerated()), id: \.offset) { Text($0.element).typeface(.small) }
            }
        }
        .task { parts = (try? await away { Self.read() }) ?? [] }
    }

    nonisolated private static func read() -> [String] {
        guard let url = Bundle.module.url(forResource: "licences", withExtension: "txt"),
            let text = try? String(contentsOf: url, encoding: .utf8)
        else { return [] }
        return text.components(separatedBy: "\n\n")
    }
}
