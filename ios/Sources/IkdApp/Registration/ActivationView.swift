import IkdCore
import SwiftUI

/// The code from the mail and the captcha.
struct ActivationView: View {
    @StateObject var model: ActivationModel
    let email: String
    let expiresAt: UInt64
    let triesLeft: UInt8
    let resendAt: UInt64
    @EnvironmentObject private var app: AppModel
    @EnvironmentObject private var texts: Texts

    var body: some View {
        Screen(.activation, texts(.stepActivation), step: 4) {
            FactRow(.mail, sent)
            if !model.isSpent {
                Text(texts(.codeSpam)).typeface(.small).foregroundColor(Palette.onSurfaceVariant)
            }
            if app.cameByLink { Note(.hint, texts(.codeFromLink)) }
            EntryField(
                label: texts(.codeLabel), text: $model.code,
                help: model.isSpent ? nil : texts(.commonTries, ["count": triesLeft]), fault: model.codeFault,
                keyboard: .numberPad, content: .oneTimeCode, left: {})
            resend
            captcha
            Note(.warning, texts(.codeNever))
            FailureNote(model.failure)
        } actions: {
            if model.isSpent && model.resendMs == 0 {
                ActionButton(texts(.codeResend), isWorking: model.isWorking) { model.resend() }
                ActionButton(texts(.codeActivate), .outlined) { model.activate() }
            } else {
                ActionButton(texts(.codeActivate), isWorking: model.isWorking) { model.activate() }
            }
            GiveUpButton(model: model)
        }
        .task { await model.load() }
        .task { await model.poll() }
        .task(id: resendAt) { await model.followResend(until: resendAt) }
    }

    private var sent: String {
        if model.isSpent { return texts(.codeSentSpent, ["email": email]) }
        return texts(.codeSent, ["email": email, "time": texts.timeOfDay(expiresAt)])
    }

    @ViewBuilder private var resend: some View {
        if model.isResent { Note(.success, texts(.codeResent)) }
        if model.resendMs > 0 {
            Text(texts(.codeResendWait, ["wait": texts.wait(model.resendMs)]))
                .typeface(.small)
                .foregroundColor(Palette.onSurfaceVariant)
        } else if !model.isSpent {
            LinkButton(texts(.codeResend), icon: .mail) { model.resend() }
        }
    }

    @ViewBuilder private var captcha: some View {
        if let captcha = model.captcha {
            if model.usesQuestion {
                Text(captcha.question).typeface(.emphasis)
            } else if let image = UIImage(data: captcha.image) {
                Image(uiImage: image)
                    .resizable()
                    .scaledToFit()
                    .frame(maxWidth: .infinity, maxHeight: 96)
                    .background(Palette.paper, in: RoundedRectangle(cornerRadius: Corner.field))
                    .accessibilityLabel(texts(.codeCaptchaPicture))
            }
            EntryField(
                label: texts(model.usesQuestion ? .codeAnswer : .codeCaptchaLabel), text: $model.answer,
                fault: model.answerFault, keyboard: .numberPad, left: {})
            LinkButton(texts(model.usesQuestion ? .codeUsePicture : .codeUseQuestion)) { model.usesQuestion.toggle() }
            LinkButton(texts(.codeCaptchaNew)) { model.changeCaptcha() }
        } else {
            Text(texts(.codeCaptchaLoading)).foregroundColor(Palette.onSurfaceVariant)
        }
    }
}
