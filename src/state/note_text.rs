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
            "시각이 맞지 않아(끝이 시작보다 앞서거나 숫자가 아님) 길이 없이 그렸습니다"
        }
        Remark::NoStart => "파일에 시작 시각이 없어 부모의 시작에 그렸습니다",
        Remark::Superseded => "X-Ray가 대신 만든 세그먼트입니다. 호출된 쪽의 세그먼트도 있습니다",
        Remark::CalleeMissing => "호출된 쪽도 추적했다고 하지만 그 세그먼트가 데이터에 없습니다",
        Remark::Early => "부모보다 {0} ms 먼저 시작합니다. 시계가 서로 다를 수 있습니다",
        Remark::Orphans => "스팬 {1}개 중 {0}개: 부모가 데이터에 없어 루트로 표시합니다",
        Remark::CyclesCut => "스팬 {1}개 중 {0}개: 부모 연결이 순환해서 끊었습니다",
        Remark::RepeatedIds => {
            "스팬 {1}개 중 {0}개: id가 다른 스팬과 같습니다. 자식은 첫 스팬 아래에 둡니다"
        }
        Remark::Unfinished => "스팬 {1}개 중 {0}개: 기록할 때 끝나지 않았습니다",
        Remark::BadTimes => "스팬 {1}개 중 {0}개: 시각이 맞지 않습니다",
        Remark::NoStarts => "스팬 {1}개 중 {0}개: 파일에 시작 시각이 없습니다",
        Remark::LimitExceeded => "트레이스 문서의 크기 제한을 넘어 X-Ray가 일부를 잘랐습니다",
        Remark::SummaryOnly => {
            "요약만 있는 트레이스입니다. 스팬을 보려면 BatchGetTraces로 내보내세요"
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
