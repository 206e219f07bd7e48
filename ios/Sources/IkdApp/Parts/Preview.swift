import IkdShell
import SwiftUI

private struct PreviewMaker: EnvironmentKey {
    static let defaultValue: @MainActor @Sendable (any Camera) -> AnyView = { _ in AnyView(EmptyView()) }
}

extension EnvironmentValues {
    /// Draws the live picture of a camera.
    var preview: @MainActor @Sendable (any Camera) -> AnyView {
        get { self[PreviewMaker.self] }
        set { self[PreviewMaker.self] = newValue }
    }
}

/// The picture of the camera with a caption over it, or why there is none.
struct CameraBox: View {
    /// What is shown where the thing belongs.
    enum Shape { case face, paper }

    let label: String
    let caption: String
    let icon: Icon
    let isGood: Bool
    /// Of the time until the photograph takes itself, 0 to 1.
    var progress: Float?
    /// In the dark all around the face is white, as a light for it.
    var isLit = false
    var shape = Shape.face
    /// What is said where there is no such camera.
    var missing = TextKey.selfieNoCamera
    let problem: CameraProblem?
    let start: @MainActor () -> Void
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts
    @Environment(\.preview) private var preview
    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        picture.onChange(of: problem) { if let problem = $0 { app.shell?.announce(texts(why(problem))) } }
    }

    /// What is said where there is no picture.
    private func why(_ problem: CameraProblem) -> TextKey {
        switch problem {
        case .notAllowed: .selfiePermissionTitle
        case .inUse: .selfieCameraInUse
        case .missing, .failed: missing
        }
    }

    @ViewBuilder private var picture: some View {
        switch problem {
        case .notAllowed?:
            Note(.warning, texts(.selfiePermissionTitle), text: texts(.selfiePermissionBody))
            ActionButton(texts(.commonOpenSettings), .outlined) { app.shell?.openSettings() }
        case .some(let problem):
            Note(.error, texts(why(problem)), action: BarAction(title: texts(.commonRetry), act: start))
        case nil:
            if let camera = app.shell?.camera {
                preview(camera)
                    .frame(height: size.isLarge ? 250 : 360)
                    .frame(maxWidth: .infinity)
                    .background(Color.black)
                    .overlay { mark.padding(Space.huge).accessibilityHidden(true) }
                    .clipShape(RoundedRectangle(cornerRadius: Corner.card))
                    .accessibilityElement()
                    .accessibilityLabel(label)
                    .accessibilityAddTraits(.isImage)
            }
            HStack(spacing: Space.medium) {
                IconView(icon)
                Text(caption).typeface(.emphasis).fixedSize(horizontal: false, vertical: true)
                Spacer(minLength: 0)
            }
            .padding(Space.medium)
            .foregroundColor(Palette.ink)
            .background(Palette.paper, in: RoundedRectangle(cornerRadius: Corner.field))
            .accessibilityElement(children: .combine)
        }
    }

    @ViewBuilder private var mark: some View {
        switch shape {
        case .face: oval
        case .paper: RoundedRectangle(cornerRadius: Corner.photo).strokeBorder(Color.white, lineWidth: 3)
        }
    }

    /// Where the face belongs: dashed, solid when nothing needs a change, and filling with green.
    private var oval: some View {
        ZStack {
            if isLit { Ellipse().stroke(Color.white, lineWidth: 400) }
            Ellipse().strokeBorder(Color.white, style: StrokeStyle(lineWidth: 4, dash: isGood ? [] : [10, 8]))
            if isGood {
                Ellipse()
                    .trim(from: 0, to: CGFloat(progress ?? 1))
                    .stroke(Palette.success, style: StrokeStyle(lineWidth: 4))
                    .rotationEffect(.degrees(-90))
            }
        }
    }
}
