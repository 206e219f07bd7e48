//! Coded fields of civil documents, with the words that documents print for them.
//!
//! The words are text of the document, always Indonesian and in capitals. They are not texts of the app. Codes and
//! words follow the public forms F-1.01 and F-1.02 (Permendagri 109/2019).

use crate::Sex;

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every value, in the order of its codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code on the wire.
            pub const fn code(self) -> u64 {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The value of a code on the wire.
            pub const fn from_code(code: u64) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// The words that documents print.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

coded! {
    /// Blood type (*golongan darah*).
    Blood {
        /// Not recorded; documents print a hyphen.
        Unknown = 0 "-",
        /// A.
        A = 1 "A",
        /// B.
        B = 2 "B",
        /// AB.
        Ab = 3 "AB",
        /// O.
        O = 4 "O",
        /// A, rhesus positive.
        APositive = 5 "A+",
        /// A, rhesus negative.
        ANegative = 6 "A-",
        /// B, rhesus positive.
        BPositive = 7 "B+",
        /// B, rhesus negative.
        BNegative = 8 "B-",
        /// AB, rhesus positive.
        AbPositive = 9 "AB+",
        /// AB, rhesus negative.
        AbNegative = 10 "AB-",
        /// O, rhesus positive.
        OPositive = 11 "O+",
        /// O, rhesus negative.
        ONegative = 12 "O-",
    }
}

coded! {
    /// Religion or belief (*agama*), in the registry's spelling.
    Religion {
        /// Islam.
        Islam = 1 "ISLAM",
        /// Protestant Christianity.
        Kristen = 2 "KRISTEN",
        /// Catholicism.
        Katholik = 3 "KATHOLIK",
        /// Hinduism.
        Hindu = 4 "HINDU",
        /// Buddhism.
        Budha = 5 "BUDHA",
        /// Confucianism.
        Khonghucu = 6 "KHONGHUCU",
        /// A belief in the One God outside the six religions.
        Kepercayaan = 7 "KEPERCAYAAN TERHADAP TUHAN YME",
    }
}

coded! {
    /// Marital status (*status perkawinan*) as the family card distinguishes it.
    MaritalStatus {
        /// Never married.
        BelumKawin = 1 "BELUM KAWIN",
        /// Married, registered.
        KawinTercatat = 2 "KAWIN TERCATAT",
        /// Married, not registered.
        KawinBelumTercatat = 3 "KAWIN BELUM TERCATAT",
        /// Divorced, registered.
        CeraiHidupTercatat = 4 "CERAI HIDUP TERCATAT",
        /// Divorced, not registered.
        CeraiHidupBelumTercatat = 5 "CERAI HIDUP BELUM TERCATAT",
        /// Widowed.
        CeraiMati = 6 "CERAI MATI",
    }
}

impl MaritalStatus {
    /// The words on a KTP, which does not show whether a marriage or divorce was registered.
    pub const fn ktp_label(self) -> &'static str {
        match self {
            Self::BelumKawin => "BELUM KAWIN",
            Self::KawinTercatat | Self::KawinBelumTercatat => "KAWIN",
            Self::CeraiHidupTercatat | Self::CeraiHidupBelumTercatat => "CERAI HIDUP",
            Self::CeraiMati => "CERAI MATI",
        }
    }
}

coded! {
    /// Relation to the head of the family (SHDK, *status hubungan dalam keluarga*).
    Relation {
        /// Head of the family.
        KepalaKeluarga = 1 "KEPALA KELUARGA",
        /// Husband.
        Suami = 2 "SUAMI",
        /// Wife.
        Istri = 3 "ISTRI",
        /// Child.
        Anak = 4 "ANAK",
        /// Son- or daughter-in-law.
        Menantu = 5 "MENANTU",
        /// Grandchild.
        Cucu = 6 "CUCU",
        /// Parent.
        Orangtua = 7 "ORANGTUA",
        /// Parent-in-law.
        Mertua = 8 "MERTUA",
        /// Other relative.
        FamiliLain = 9 "FAMILI LAIN",
        /// Domestic worker.
        Pembantu = 10 "PEMBANTU",
        /// Other.
        Lainnya = 11 "LAINNYA",
    }
}

coded! {
    /// Citizenship (*kewarganegaraan*).
    Citizenship {
        /// Indonesian citizen.
        Wni = 1 "WNI",
        /// Foreign citizen.
        Wna = 2 "WNA",
    }
}

/// The code of a sex on the wire: 1 male, 2 female.
pub(crate) fn sex_code(sex: Sex) -> u64 {
    match sex {
        Sex::Male => 1,
        Sex::Female => 2,
    }
}

pub(crate) fn sex_of_code(code: u64) -> Option<Sex> {
    match code {
        1 => Some(Sex::Male),
        2 => Some(Sex::Female),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_read_back_from_its_code() {
        assert!(Blood::ALL.iter().all(|v| Blood::from_code(v.code()) == Some(*v)));
        assert!(Religion::ALL.iter().all(|v| Religion::from_code(v.code()) == Some(*v)));
        assert!(MaritalStatus::ALL.iter().all(|v| MaritalStatus::from_code(v.code()) == Some(*v)));
        assert!(Relation::ALL.iter().all(|v| Relation::from_code(v.code()) == Some(*v)));
        assert!(Citizenship::ALL.iter().all(|v| Citizenship::from_code(v.code()) == Some(*v)));
        assert!([Sex::Male, Sex::Female].into_iter().all(|v| sex_of_code(sex_code(v)) == Some(v)));
    }

    #[test]
    fn codes_outside_a_list_have_no_value() {
        assert_eq!(Blood::from_code(13), None);
        assert_eq!(Religion::from_code(0), None);
        assert_eq!(MaritalStatus::from_code(7), None);
        assert_eq!(Relation::from_code(12), None);
        assert_eq!(Citizenship::from_code(3), None);
        assert_eq!(sex_of_code(0), None);
    }

    #[test]
    fn a_ktp_does_not_show_whether_a_marriage_was_registered() {
        assert_eq!(MaritalStatus::KawinBelumTercatat.ktp_label(), "KAWIN");
        assert_eq!(MaritalStatus::KawinTercatat.ktp_label(), "KAWIN");
    }
}
