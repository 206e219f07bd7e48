import SwiftUI

/// KTP Digital, Dokumen, QR Saya, Kunci. The last is a button: it locks at once.
struct BottomBar: View {
    let selected: Place
    @EnvironmentObject private var texts: Texts
    @EnvironmentObject private var model: UnlockedModel
    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        Group {
            if size.isLarge {
                VStack(spacing: 0) {
                    HStack(spacing: 0) {
                        home; documents
                    }
                    HStack(spacing: 0) {
                        show; lock
                    }
                }
            } else {
                HStack(spacing: 0) {
                    home; documents; show; lock
                }
            }
        }
        .padding(.vertical, Space.small)
        .background(Palette.surfaceContainer)
        .accessibilityElement(children: .contain)
        .accessibilityLabel(texts(.navBar))
    }

    private var home: some View { tab(.home, .card, texts(.homeTitle)) }
    private var documents: some View { tab(.documents, .document, texts(.documentsTitle)) }
    private var show: some View { tab(.show, .qr, texts(.navQr)) }
    private var lock: some View { item(.lock, texts(.navLock), isSelected: false) { model.lock() } }

    private func tab(_ place: Place, _ icon: Icon, _ title: String) -> some View {
        item(icon, title, isSelected: place == selected) { model.open(place) }
            .accessibilityAddTraits(place == selected ? .isSelected : [])
    }

    private func item(
        _ icon: Icon, _ title: String, isSelected: Bool, _ act: @escaping @MainActor () -> Void
    ) -> some View {
        Button(action: act) {
            VStack(spacing: 2) {
                IconView(icon)
                    .padding(.horizontal, Space.large)
                    .padding(.vertical, Space.tiny)
                    .background(isSelected ? Palette.primaryContainer : .clear, in: Capsule())
                Text(title).typeface(.small)
            }
            .frame(maxWidth: .infinity, minHeight: Space.target)
            .foregroundColor(isSelected ? Palette.onPrimaryContainer : Palette.onSurfaceVariant)
            .contentShape(Rectangle())
        }
        .accessibilityShowsLargeContentViewer()
    }
}
