package org.ikdcore.app.ui

import androidx.compose.runtime.staticCompositionLocalOf

/** Every screen, sheet and page of the app. The journey of the tests visits each, and each has its pictures. */
enum class ScreenId {
    // Registration
    Welcome,
    StatusNone,
    SignInNone,
    PhoneWarning,
    OfficerNotice,
    Called,
    Terms,
    TermsText,
    FormShort,
    FormLong,
    Selfie,
    SelfieReview,
    Sending,
    PairScan,
    PairConfirm,
    PairShow,
    Digits,
    Waiting,
    GiveUp,
    Activation,
    NewPin,

    // Every day
    Lock,
    LockWait,
    ForgotPin,
    Home,
    Documents,

    /** A document that is being opened, or cannot be. */
    DocumentOpening,
    Ktp,
    FamilyCard,
    Member,
    BirthCertificate,
    Kia,
    Biodata,
    Npwp,
    ShowChoose,
    ShowPin,
    ShowQr,
    Activity,
    Settings,
    ChangePin,
    ChooseLanguage,
    Traffic,
    NeverAsked,
    About,
    Licences,
    Release,
    Erase,

    /** The PIN before something is done that cannot be undone. */
    ConfirmPin,

    // Services and applications
    Services,
    Service,
    ApplicationForm,

    /** The list of a field that has many options. */
    ApplicationOptions,
    ApplicationPapers,
    PaperCamera,
    PaperReview,
    ApplicationReview,
    ApplicationPin,
    Application,
    ApplicationWithdraw,
    ApplicationDiscard,

    // Dead ends
    Rejected,
    Conflict,
    Expired,
    Blocked,
    Released,
    Unusable,
    Update,

    /** The app cannot start: its configuration or its data folder is unusable. */
    CannotStart,
}

/** Receives each screen when it is drawn for the first time. */
val LocalScreenVisits = staticCompositionLocalOf<(ScreenId) -> Unit> { {} }
