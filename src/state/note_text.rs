//! Remarks on spans and traces in Korean; the English stands with the codes.

use crate::engine::Remark;

/// The template, with the same places as [`Remark::english`].
pub fn korean(remark: Remark) -> &'static str {
    match remark {
        Remark::Orphan => "부모 스팬이 데이터에 없습니다",
        Remark::CycleCut => "부모 연결이 순환해서 여기서 끊었습니다",
        Remark::RepeatedId => "같은 트레이스에 id가 같은 스팬이 또 있습니다",
        Remark::InProgress => "기록할 때 끝나지 않아 트레이스 끝까지 그렸습니다",
        Remark::BadTime => {
            "시각이 맞지 않아(끝이 없거나 시작보다 앞서거나 숫자가 아님) 길이 없이 그렸습니다"
        }
        Remark::NoStart => "파일에 시작 시각이 없어 부모의 시작에 그렸습니다",
        Remark::Superseded => "X-Ray가 대신 만든 세그먼트입니다. 호출된 쪽의 세그먼트도 있습니다",
        Remark::CalleeMissing => "호출된 쪽도 추적했다고 하지만 그 세그먼트가 데이터에 없습니다",
        Remark::Early => "부모보다 {0} ms 먼저 시작합니다. 시계가 서로 다를 수 있습니다",
        Remark::Late => {
            "부모보다 {0} ms 늦게 끝납니다. 이어지는 작업이거나 시계가 서로 다를 수 있습니다"
        }
        Remark::ExtraRoot => "부모를 말하지 않는 두 번째 이후의 루트입니다",
        Remark::Orphans => "스팬 {1}개 중 {0}개: 부모가 데이터에 없어 루트로 표시합니다",
        Remark::CyclesCut => "스팬 {1}개 중 {0}개: 부모 연결이 순환해서 끊었습니다",
        Remark::RepeatedIds => {
            "스팬 {1}개 중 {0}개: id가 다른 스팬과 같습니다. 자식은 그중 하나 아래에 둡니다"
        }
        Remark::Unfinished => "스팬 {1}개 중 {0}개: 기록할 때 끝나지 않았습니다",
        Remark::BadTimes => "스팬 {1}개 중 {0}개: 시각이 맞지 않습니다",
        Remark::NoStarts => "스팬 {1}개 중 {0}개: 파일에 시작 시각이 없습니다",
        Remark::Outside => "스팬 {1}개 중 {0}개: 부모의 시간 밖에 있습니다",
        Remark::Roots => "스팬 {1}개 중 {0}개: 부모를 말하지 않는 루트입니다. 보통은 하나입니다",
        Remark::LimitExceeded => "트레이스 문서의 크기 제한을 넘어 X-Ray가 일부를 잘랐습니다",
        Remark::SummaryOnly => {
            "요약만 있는 트레이스입니다. 스팬을 보려면 BatchGetTraces로 내보내세요"
        }
        _ => korean_of_gap(remark),
    }
}

fn korean_of_gap(remark: Remark) -> &'static str {
    match remark {
        Remark::Missing => "{0}: 데이터에 없는 부모와 그 아래 스팬 수: {1}",
        Remark::MissingMore => "{0}: 데이터에 없는 부모와 그 아래 스팬 수: {1} 외 {2}개",
        Remark::OtherGaps => {
            "그중 {0}개는 다른 서비스의 스팬입니다. 스팬이 가장 많은 서비스를 아래에 보입니다"
        }
        Remark::Unnamed => "{0}: 부모가 있어야 하지만 말하지 않는 루트입니다",
        Remark::CutFile => {
            "추정: {0} 파일이 중간에 끊겨 부모가 그 뒤에 있었습니다. 다시 내보내세요"
        }
        Remark::TraceLimit => "추정: 트레이스가 X-Ray의 크기 제한을 넘어 세그먼트가 빠졌습니다",
        Remark::SegmentLimit => {
            "추정: 부모 세그먼트가 X-Ray가 받는 64 kB를 넘었습니다. 여기서 가장 긴 문서는 {0} kB입니다"
        }
        Remark::Streamed => {
            "추정: 부모 세그먼트가 X-Ray가 받는 64 kB를 넘었습니다. 큰 세그먼트처럼 하위 세그먼트 {0}개가 따로 왔습니다"
        }
        Remark::UnfinishedTrace => {
            "추정: 아직 내보내지 않았습니다. 이 트레이스에서 끝나지 않은 스팬: {0}개"
        }
        Remark::TooNew => {
            "추정: 아직 내보내지 않았습니다. 데이터가 끝나기 {0} ms 전에 시작했고 여기 트레이스는 {1} ms까지 걸립니다"
        }
        Remark::LostInCall => {
            "추정: {0}에서 {1} 사이에 트레이스 컨텍스트가 끊겼습니다. {0}의 \"{2}\" 도중에 시작했습니다"
        }
        Remark::NeverThere => {
            "추정: {0} 서비스를 호출하는 쪽이 스팬을 내보내지 않거나 부모를 잘못 전달합니다. {0}의 트레이스 {1}개 모두에 부모가 없습니다"
        }
        Remark::SampledOut => {
            "추정: 샘플링에서 빠졌습니다. {0}의 부모가 트레이스 {2}개 중 {1}개에 없고, 나머지에서는 {3}의 스팬입니다"
        }
        _ => {
            "데이터에서 원인을 알 수 없습니다. {0} 서비스를 호출하는 쪽이 내보낸 파일도 읽어 보세요"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Note;

    fn check(remark: Remark, figures: &[&str], expect: [&str; 2]) {
        let figures = figures.iter().map(|&figure| figure.to_owned()).collect();
        let note = Note { remark, figures };
        assert_eq!([note.english(), note.said(korean)], expect);
    }

    /// All kinds, by the numbers that stand for them in messages.
    fn all<T: serde::de::DeserializeOwned>() -> Vec<T> {
        (0..u8::MAX).map_while(|kind| postcard::from_bytes(&[kind]).ok()).collect()
    }

    #[test]
    fn templates_have_the_same_places_in_both_languages() {
        let places = |text: &str| {
            let found = (0..9).filter(|place| text.contains(&format!("{{{place}}}")));
            found.collect::<Vec<u32>>()
        };
        for remark in all::<Remark>() {
            assert_eq!(places(korean(remark)), places(remark.english()), "{remark:?}");
        }
        assert_eq!(all::<Remark>().last(), Some(&Remark::NoSign));
    }

    #[test]
    fn figures_stand_where_each_language_wants_them() {
        check(
            Remark::Unfinished,
            &["2", "22"],
            [
                "2 of 22 spans: not finished when they were recorded",
                "스팬 22개 중 2개: 기록할 때 끝나지 않았습니다",
            ],
        );
        check(
            Remark::Orphan,
            &[],
            ["Its parent is not in the data", "부모 스팬이 데이터에 없습니다"],
        );
    }
}
