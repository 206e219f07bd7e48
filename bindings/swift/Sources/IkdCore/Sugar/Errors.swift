import Foundation

extension IkdError {
    /// Why the call failed. The case says what to do next.
    public var code: ErrorCode {
        switch self {
        case .InvalidInput(let code), .NotNow(let code), .UnlockNeeded(let code), .ConnectionNeeded(let code),
            .Refused(let code), .UpdateNeeded(let code), .Unrecoverable(let code), .Cancelled(let code),
            .Defect(let code), .InvalidForm(let code, _), .UnsuitablePin(let code, _), .WrongPin(let code, _, _),
            .WrongCode(let code, _), .Retake(let code, _), .Wait(let code, _), .NotAccepted(let code, _),
            .Device(let code, _, _), .InvalidAnswers(let code, _), .AlreadyOpen(let code, _):
            code
        }
    }

    /// Number for support, and key of the text that people read.
    ///
    /// - Throws: ``IkdError/Defect`` if the call to the library fails.
    public func text() throws -> ErrorText {
        try errorText(code: code)
    }
}
