//! What a NIK tells about its owner's first registration, and what is odd about it.

use super::region::{self, Region, RegionCode, RegionStatus};
use super::{CivilDate, Nik, Sex};

/// What is worth a second look. None of these makes a NIK invalid: it never changes, while regions, birth dates and
/// sexes in the record may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NikWarning {
    /// No table knows the province: older than the tables (Timor Timur, 54), or a typing error.
    UnknownProvince,
    /// No table knows the regency or city.
    UnknownRegency,
    /// No table knows the district.
    UnknownDistrict,
    /// The most precise region known is of an earlier table.
    LegacyRegion {
        /// The current region of the same name, where there is exactly one.
        successor: Option<RegionCode>,
    },
    /// An earlier table gives the code another name: the region was renamed, or its code used again for another place.
    ReusedRegionCode,
    /// Province 99: an example, nobody's number.
    FictionalRegion,
    /// The person is under 17 today; without a marriage there is no KTP-el yet, and no account.
    UnderMinimumAge,
    /// The birth date in the form is another one.
    BirthDateDiffers,
    /// The sex in the form is the other one.
    SexDiffers,
}

impl NikWarning {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownProvince => "nik-unknown-province",
            Self::UnknownRegency => "nik-unknown-regency",
            Self::UnknownDistrict => "nik-unknown-district",
            Self::LegacyRegion { .. } => "nik-legacy-region",
            Self::ReusedRegionCode => "nik-reused-region-code",
            Self::FictionalRegion => "nik-fictional-region",
            Self::UnderMinimumAge => "nik-under-minimum-age",
            Self::BirthDateDiffers => "nik-birth-date-differs",
            Self::SexDiffers => "nik-sex-differs",
        }
    }
}

/// What the digits of a NIK say. The regions are where it was issued, by the best table there is: to be shown as an
/// estimate, never as an address. No `Debug`: it would show a birth date.
#[derive(Clone, PartialEq, Eq)]
pub struct NikInfo {
    /// Sex at registration.
    pub sex: Sex,
    /// Birth date at registration, the century chosen by [`Nik::birth_date`].
    pub birth_date: CivilDate,
    /// Province of first registration, if a table knows it.
    pub province: Option<Region>,
    /// Regency or city of first registration, if a table knows it.
    pub regency: Option<Region>,
    /// District of first registration, if a table knows it.
    pub district: Option<Region>,
    /// Oddities, region first.
    pub warnings: Vec<NikWarning>,
}

impl NikInfo {
    /// What `nik` says on the day `today`.
    pub fn of(nik: Nik, today: CivilDate) -> Self {
        let province = RegionCode::province(nik.province()).and_then(region::find);
        let regency = RegionCode::regency(nik.regency()).and_then(region::find);
        let district = RegionCode::district(nik.district()).and_then(region::find);
        let warnings = region_warnings(province.as_ref(), regency.as_ref(), district.as_ref());
        Self { sex: nik.sex(), birth_date: nik.birth_date(today), province, regency, district, warnings }
    }
}

fn region_warnings(
    province: Option<&Region>,
    regency: Option<&Region>,
    district: Option<&Region>,
) -> Vec<NikWarning> {
    // Of several unknown levels the widest says it all.
    let unknown = match (province, regency, district) {
        (None, _, _) => Some(NikWarning::UnknownProvince),
        (_, None, _) => Some(NikWarning::UnknownRegency),
        (_, _, None) => Some(NikWarning::UnknownDistrict),
        _ => None,
    };
    let status = district.or(regency).or(province).and_then(|region| match region.status {
        RegionStatus::Legacy { successor } => Some(NikWarning::LegacyRegion { successor }),
        RegionStatus::Fictional => Some(NikWarning::FictionalRegion),
        RegionStatus::Current => None,
    });
    let reused = [regency, district].into_iter().flatten().any(|region| region.earlier_name.is_some());
    unknown.into_iter().chain(status).chain(reused.then_some(NikWarning::ReusedRegionCode)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warnings(nik: &str) -> Vec<NikWarning> {
        let today = CivilDate::new(2026, 11, 22).expect("a real day");
        NikInfo::of(Nik::parse(nik).expect("the test's NIK is well formed"), today).warnings
    }

    fn code(text: &str) -> Option<RegionCode> {
        RegionCode::parse(text)
    }

    #[test]
    fn a_current_region_brings_no_warning() {
        assert_eq!(warnings("3201015708900001"), []);
    }

    #[test]
    fn only_the_widest_unknown_level_is_named() {
        assert_eq!(warnings("5401010101700001"), [NikWarning::UnknownProvince]);
        assert_eq!(warnings("3269011708900001"), [NikWarning::UnknownRegency]);
        assert_eq!(warnings("3201991708900001"), [NikWarning::UnknownDistrict]);
    }

    #[test]
    fn a_legacy_district_names_its_successor() {
        assert_eq!(warnings("9101011708900001"), [NikWarning::LegacyRegion { successor: code("93.01.01") }]);
    }

    #[test]
    fn an_unknown_district_of_a_legacy_regency_is_both() {
        let expected = [NikWarning::UnknownDistrict, NikWarning::LegacyRegion { successor: code("93.01") }];
        assert_eq!(warnings("9101991708900001"), expected);
    }

    #[test]
    fn a_code_used_twice_is_flagged() {
        assert_eq!(warnings("7408131708900001"), [NikWarning::ReusedRegionCode]);
    }

    #[test]
    fn a_renamed_regency_is_flagged_for_each_of_its_districts() {
        assert_eq!(warnings("1212011708900001"), [NikWarning::ReusedRegionCode]);
    }

    #[test]
    fn the_fictional_region_is_flagged() {
        assert_eq!(warnings("9901011708900001"), [NikWarning::FictionalRegion]);
    }
}
