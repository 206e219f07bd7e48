import SwiftUI

/// The camera with guidance, then a look at the photograph.
struct SelfieView: View {
    @StateObject var model: SelfieModel
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        if let portrait = model.portrait { review(portrait) } else { camera }
    }

    private var camera: some View {
        Screen(.selfie, texts(.stepSelfie), step: model.step, back: model.back) {
            if !model.advice.isEmpty { Note(.warning, text: model.advice.joined(separator: "\n")) }
            CameraBox(
                label: texts(.selfieCamera), caption: model.caption, icon: model.icon, isGood: model.isGood,
                progress: model.seen?.progress, isLit: model.seen?.needsLight == true, problem: model.problem,
                start: { Task { await model.watch() } })
            Text(texts(model.isAdvised ? .selfieAdvice : .selfieAuto))
                .typeface(.small)
                .foregroundColor(Palette.onSurfaceVariant)
            FailureNote(model.failure)
        } actions: {
            if model.problem == .missing, !model.usesBack {
                ActionButton(texts(.selfieOtherLens), .outlined) { model.useBack() }
            }
            if model.problem == nil, model.seen?.mayTake == true || model.isWorking {
                ActionButton(texts(.selfieTake), icon: .camera, isWorking: model.isWorking) { model.take() }
            }
            if let gallery = app.shell?.gallery {
                ActionButton(texts(.selfieGallery), .plain) { model.pick(gallery) }
            }
        }
        .task { await model.watch() }
    }

    private func review(_ portrait: SelfieModel.Reviewed) -> some View {
        Screen(.selfieReview, texts(.selfieReview), step: model.step, back: model.back) {
            if portrait.isAdvised { Note(.hint, texts(.selfieAdviceSent)) }
            PhotoView(jpeg: portrait.preview, label: texts(.selfieTaken), height: 320).frame(maxWidth: .infinity)
            FailureNote(model.failure)
        } actions: {
            ActionButton(texts(.selfieAccept), isWorking: model.isWorking) { model.use() }
            ActionButton(texts(.selfieRetake), .outlined) { model.takeAgain() }
        }
    }
}

/// A portrait.
struct PhotoView: View {
    let jpeg: Data
    let label: String
    let height: CGFloat

    var body: some View {
        if let image = UIImage(data: jpeg) {
            Image(uiImage: image)
                .resizable()
                .scaledToFit()
                .frame(height: height)
                .clipShape(RoundedRectangle(cornerRadius: Corner.photo))
                .accessibilityLabel(label)
                .privacySensitive()
        }
    }
}
