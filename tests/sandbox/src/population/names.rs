//! Names as families of different regions give them.
//!
//! Each list has common given names or family names of its region, combined at random. None is meant to be the name of a
//! person in public life, and the parts are chosen so that none should be.

use super::SplitMix64;
use ikd_proof::Sex;

/// Where a family's names come from; decides given names, family names and which religions are usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Custom {
    Aceh,
    Bali,
    Batak,
    Bugis,
    Dayak,
    Flores,
    Jawa,
    Maluku,
    Minahasa,
    Minang,
    Papua,
    Sunda,
    Tionghoa,
}

/// What a name is made from, beside chance.
pub(super) struct Naming<'a> {
    pub sex: Sex,
    /// Order of birth among the siblings, from 1: Balinese names say it.
    pub order: u8,
    /// The family name, where the custom has one.
    pub family: &'a str,
}

impl Custom {
    /// The family name that father and children share; empty where there is none.
    pub(super) fn family_name(self, chance: &mut SplitMix64) -> &'static str {
        let names: &[&str] = match self {
            Self::Batak => {
                &["SIMANGAMBAT", "MANURUNGAN", "SIBORONGAN", "NABABANTUA", "SITOMPULAN", "HUTAGALUNGAN"]
            }
            Self::Dayak => &["LEJAUW", "USATNYUK", "BILUNGAN", "TINGANGAN"],
            Self::Flores => &["LEBAN KOTEN", "NGGAIRO", "BEREKOLO", "TUKANWAI", "MEOKABIN"],
            Self::Maluku => &["LATUHERAN", "SAHERTAN", "TOMASOLA", "PATTINAMAN", "RUHUPATI"],
            Self::Minahasa => &["WOWORANG", "KAUNANGAN", "TUMIWANG", "LENGKONGAN"],
            Self::Papua => &["WAMBRARU", "RUMBINO", "KOGOYAN", "YIKWARI", "MANDOSIR"],
            Self::Tionghoa => &["TANUJAYADI", "GUNADHARSA", "HALIMSARI", "LIEMANTARA"],
            _ => return "",
        };
        chance.pick(names)
    }

    /// A full name in capitals, as the register writes it.
    pub(super) fn name(self, naming: &Naming<'_>, chance: &mut SplitMix64) -> String {
        let (first, second) = self.given(naming.sex);
        let given = match self {
            Self::Bali => format!("{} {}", balinese_order(naming.sex, naming.order), chance.pick(first)),
            // One name alone was usual and stays valid.
            Self::Jawa if chance.chance(8) => (*chance.pick(first)).to_owned(),
            // Two given names before a family name, or one.
            _ if !naming.family.is_empty() && chance.chance(55) => (*chance.pick(first)).to_owned(),
            _ => (*chance.pick(first)).to_owned() + " " + chance.pick(second),
        };
        match naming.family {
            "" if self == Self::Bali => format!("{given} {}", chance.pick(second)),
            "" => given,
            family => format!("{given} {family}"),
        }
    }

    fn given(self, sex: Sex) -> (&'static [&'static str], &'static [&'static str]) {
        match (self, sex) {
            (Self::Aceh, Sex::Male) => (
                &["FAKHRURRAZI", "MUNAWAR", "ZULFAHMI", "RIDWAN", "TARMIZI"],
                &["SYAHPUTRA", "ABDULLAH", "IBRAHIM"],
            ),
            (Self::Aceh, Sex::Female) => (
                &["CUT NURLAILA", "RAUDHATUL", "MAULIDA", "SAKDIAH", "ZAHARA"],
                &["JANNAH", "HUSNA", "FITRIANI"],
            ),
            (Self::Bali, Sex::Male) => (
                &["ARTAWAN", "SUDIARTA", "WIDNYANA", "SUKERTA", "GUNAWAN"],
                &["PUTRAWAN", "ADNYANA", "SAPUTRAYASA"],
            ),
            (Self::Bali, Sex::Female) => (
                &["SUARTINI", "RATNADI", "WIDIASIH", "PURNAMI", "SEKARINI"],
                &["DEWIYANTI", "ARTINI", "LAKSMINI"],
            ),
            (Self::Batak, Sex::Male) => (
                &["PARLINDUNGAN", "MARULI", "TOGAR", "SAHALA", "POLTAK"],
                &["HASIHOLAN", "MARTUA", "PARDAMEAN"],
            ),
            (Self::Batak, Sex::Female) => {
                (&["ROMAULI", "TIURMA", "HOTMAIDA", "LAMTIUR", "DUMARIA"], &["KRISTINA", "ULI", "ROSDIANA"])
            }
            (Self::Bugis, Sex::Male) => (
                &["BASO", "AMBO", "MAPPASESSU", "LATIEF", "SAPPE"],
                &["SYAMSULRIJAL", "MATTALATTA", "RAPPEKU"],
            ),
            (Self::Bugis, Sex::Female) => (
                &["BESSE", "INDO", "HALIJAH", "RAMLAH", "NURHAEDAH"],
                &["TENRIOLA", "MALAHAYATI", "SITTIARA"],
            ),
            (Self::Dayak, Sex::Male) => {
                (&["YOHANES", "MARTINUS", "SIMON", "STEFANUS"], &["ANYEQ", "JALUNG", "LAWAI"])
            }
            (Self::Dayak, Sex::Female) => {
                (&["THERESIA", "MARIA", "LUSIA", "MARGARETA"], &["BUNGAN", "ULENG", "PAREN"])
            }
            (Self::Flores, Sex::Male) => {
                (&["YOSEF", "BENEDIKTUS", "GREGORIUS", "KORNELIS"], &["SERAN", "BEDA", "GEROK"])
            }
            (Self::Flores, Sex::Female) => {
                (&["YULIANA", "AGNES", "VERONIKA", "BERNADETA"], &["PENI", "KELEN", "BARE"])
            }
            (Self::Jawa, Sex::Male) => (
                &["SLAMET", "SUPARDI", "WAHYU", "BAYU", "DWI", "EKO", "HERU", "TRIYONO", "SUTIKNO", "ARIF"],
                &["RAHARJANTO", "PRASETIAWAN", "HANDOKOSARI", "NUGRAHANTO", "SETYANTORO", "WIBISANA"],
            ),
            (Self::Jawa, Sex::Female) => (
                &[
                    "ENDANG", "SUPARTI", "LESTARI", "RATNA", "DWI", "TUTIK", "WIJI", "SULASTRI", "PUJI",
                    "ANISA",
                ],
                &[
                    "RAHAYUNINGSIH",
                    "WULANSARI",
                    "HANDAYANINGRUM",
                    "PURWANINGSIH",
                    "KUSUMAWARDANI",
                    "ASTUTININGTYAS",
                ],
            ),
            (Self::Maluku, Sex::Male) => {
                (&["YACOB", "FREDRIK", "ELIFAS", "MARKUS"], &["SEMUEL", "NIKOLAS", "OKTOVIANUS"])
            }
            (Self::Maluku, Sex::Female) => {
                (&["YULIETHA", "FEBIOLA", "AGUSTINA", "SELVIANA"], &["MARIE", "ADOLFINA", "DORCE"])
            }
            (Self::Minahasa, Sex::Male) => {
                (&["FERRY", "JANTJE", "STENLY", "ROYKE"], &["HERMANUS", "WELLEM", "DANIEL"])
            }
            (Self::Minahasa, Sex::Female) => {
                (&["MEISKE", "DEITJE", "SELVIE", "NOVITA"], &["JULIANA", "CHRISTIN", "OLGA"])
            }
            (Self::Minang, Sex::Male) => (
                &["AFRIZAL", "YUSMARDI", "ZULHENDRI", "SYAFRUDIN", "FIRDAUS"],
                &["PILIANGSYAH", "KOTOSANI", "CHANIAGOAN"],
            ),
            (Self::Minang, Sex::Female) => (
                &["YULINAR", "ERNAWATI", "ROSMANIDAR", "GUSNIATI", "FITRA"],
                &["YENTI", "DARMAYUNI", "MAISAROHNI"],
            ),
            (Self::Papua, Sex::Male) => {
                (&["YULIUS", "OKTO", "BENYAMIN", "ALBERTH"], &["MARTHEN", "YAN", "PIETER"])
            }
            (Self::Papua, Sex::Female) => {
                (&["ORPA", "YOSINA", "DINA", "MIRYAM"], &["AGUSTHINA", "NELCE", "SARLOTA"])
            }
            (Self::Sunda, Sex::Male) => (
                &["ASEP", "DADANG", "CECEP", "DEDEN", "UJANG"],
                &["KURNIADINATA", "PERMANADI", "SUTISNAWAN", "HIDAYATULOH"],
            ),
            (Self::Sunda, Sex::Female) => (
                &["LILIS", "EUIS", "IMAS", "NENG", "YETI"],
                &["NURHASANAHWATI", "KOMALASARI", "SUMINARTI", "ROHAYATI"],
            ),
            (Self::Tionghoa, Sex::Male) => {
                (&["HENDRA", "SURYADI", "BUDIMAN", "ALVIN"], &["WIRYANTO", "KUSNADI", "SETIABUDHI"])
            }
            (Self::Tionghoa, Sex::Female) => {
                (&["LINAWATI", "MELIANA", "SISKA", "YUNITA"], &["HARTANTI", "ONGKOSARI", "SUSANTI"])
            }
        }
    }
}

/// What a Balinese name says of the order of birth; the fifth child starts over.
fn balinese_order(sex: Sex, order: u8) -> &'static str {
    let nth = usize::from(order.saturating_sub(1) % 4);
    match sex {
        Sex::Male => ["I WAYAN", "I MADE", "I NYOMAN", "I KETUT"][nth],
        Sex::Female => ["NI WAYAN", "NI MADE", "NI NYOMAN", "NI KETUT"][nth],
    }
}

/// A name of exactly 60 letters and spaces, the most that Permendagri 73/2022 allows.
pub(super) const NAME_OF_60: &str = "RADEN MAS BAGUS SURYANINGRAT KUSUMAHADININGRAT CONTOHNINGRAT";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longest_name_has_exactly_60_letters() {
        assert_eq!(NAME_OF_60.chars().count(), 60);
    }

    #[test]
    fn every_custom_names_women_and_men_within_60_plain_capitals() {
        use Custom::*;
        let mut chance = SplitMix64::new(3);
        for custom in
            [Aceh, Bali, Batak, Bugis, Dayak, Flores, Jawa, Maluku, Minahasa, Minang, Papua, Sunda, Tionghoa]
        {
            for sex in [Sex::Male, Sex::Female] {
                for order in 1..=6 {
                    let family = custom.family_name(&mut chance);
                    let name = custom.name(&Naming { sex, order, family }, &mut chance);
                    assert!((3..=60).contains(&name.len()), "{name}");
                    assert!(name.bytes().all(|b| b.is_ascii_uppercase() || b == b' '), "{name}");
                    assert!(!name.contains("  ") && name.trim() == name, "{name}");
                }
            }
        }
    }

    #[test]
    fn fifth_balinese_child_is_wayan_again() {
        assert_eq!(balinese_order(Sex::Female, 5), "NI WAYAN");
    }
}
