//! From native values to scores of 0 to 100, by the mappings of OFIQ.

/// Rounds half away from zero, as OFIQ does, and clamps to 0..=100. A value that is not a number scores 0.
pub(super) fn rounded(score: f64) -> u8 {
    score.round().clamp(0.0, 100.0) as u8
}

/// The logistic curve around `x0`, from 0 to 1.
pub(super) fn sigmoid(x: f64, x0: f64, w: f64) -> f64 {
    1.0 / (1.0 + ((x0 - x) / w).exp())
}

/// The score of a value of which more is better: 50 at `x0`.
pub(super) fn rising(x: f64, x0: f64, w: f64) -> u8 {
    rounded(100.0 * sigmoid(x, x0, w))
}

/// The score of a value of which less is better: 50 at `x0`.
pub(super) fn falling(x: f64, x0: f64, w: f64) -> u8 {
    rounded(100.0 * (1.0 - sigmoid(x, x0, w)))
}

/// The score of a deviation: 100 at 0.
pub(super) fn deviation(x: f64, w: f64) -> u8 {
    rounded(200.0 * (1.0 - sigmoid(x, 0.0, w)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_up_and_scores_stay_within_0_and_100() {
        assert_eq!(
            [49.5, 50.499, -3.0, 120.0, f64::NAN, f64::INFINITY].map(rounded),
            [50, 50, 0, 100, 0, 100]
        );
    }

    #[test]
    fn each_curve_has_its_middle_at_its_parameter() {
        assert_eq!((rising(70.0, 70.0, 20.0), falling(0.2, 0.2, 0.06), deviation(0.0, 0.05)), (50, 50, 100));
        assert_eq!((rising(1e9, 70.0, 20.0), falling(1e9, 0.2, 0.06), deviation(1e9, 0.05)), (100, 0, 0));
    }
}
