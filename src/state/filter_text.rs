//! What is wrong with a filter expression, in Korean; the English stands with the codes.
//!
//! Particles are chosen so that they go with whatever the place is filled with.

use crate::query::filter::Complaint;

/// The template, with the same places as [`Complaint::english`].
pub fn korean(complaint: Complaint) -> &'static str {
    match complaint {
        Complaint::TheEnd => "식의 끝",
        Complaint::ExpectedCondition => "조건이 와야 합니다 (여기: {0})",
        Complaint::ExpectedKey => "키워드나 어노테이션이 와야 합니다 (여기: {0})",
        Complaint::ExpectedBracket => {
            "annotation 뒤에는 `.키` 또는 `[키]`가 와야 합니다 (여기: {0})"
        }
        Complaint::ExpectedFlag => "{1} 뒤에는 true 또는 false가 와야 합니다 (여기: {0})",
        Complaint::ExpectedNumber => "{1} 뒤에는 숫자가 와야 합니다 (여기: {0})",
        Complaint::ExpectedSeconds => {
            "{1} 뒤에는 0.25나 250ms 같은 시간(초)이 와야 합니다 (여기: {0})"
        }
        Complaint::ExpectedText => "{1} 뒤에는 문자열이 와야 합니다 (여기: {0})",
        Complaint::ExpectedValue => {
            "{1} 뒤에는 숫자, 문자열, true, false 중 하나가 와야 합니다 (여기: {0})"
        }
        Complaint::ExpectedOpen => "{1}처럼 `(`가 와야 합니다 (여기: {0})",
        Complaint::ExpectedClose => "`)`가 와야 합니다 (여기: {0})",
        Complaint::ExpectedCloseBlock => "`}`가 와야 합니다 (여기: {0})",
        Complaint::ExpectedSecondNode => "{1}처럼 `,`와 두 번째 노드가 와야 합니다 (여기: {0})",
        Complaint::ExpectedNode => "노드 이름이나 id(...)가 와야 합니다 (여기: {0})",
        Complaint::ExpectedNodeKey => "name, type, account.id 중 하나가 와야 합니다 (여기: {0})",
        Complaint::ExpectedColon => "`:`이 와야 합니다 (여기: {0})",
        Complaint::ExpectedNodeText => "`:` 뒤에는 문자열이 와야 합니다 (여기: {0})",
        Complaint::ExpectedMore => "`,` 또는 `)`가 와야 합니다 (여기: {0})",
        Complaint::ExpectedOperator => "AND나 OR가 오거나 식이 끝나야 합니다 (여기: {0})",
        Complaint::EmptyKey => "어노테이션 키가 와야 합니다",
        Complaint::OpenKey => "키 뒤에 `]`가 와야 합니다",
        Complaint::OpenQuote => "닫는 따옴표 {0}가 없습니다",
        Complaint::Unexpected => "여기에는 {0}가 올 수 없습니다",
        Complaint::TooDeep => "괄호가 {0}겹보다 깊습니다",
        Complaint::MisplacedRoot => {
            "`root`는 service() { root }처럼 서비스 블록 안에서만 쓸 수 있습니다"
        }
        Complaint::MisplacedScope => "블록 안에서는 {0}을(를) 쓸 수 없습니다",
        Complaint::NoFunction => "{0}이라는 함수는 없습니다",
        Complaint::NoFunctionBut => "{0}이라는 함수는 없습니다. 혹시 {1}(...)인가요?",
        Complaint::Twice => "{0}이(가) 두 번 나옵니다",
        Complaint::ClosesNothing => "{0}에 맞는 여는 괄호가 없습니다",
        Complaint::MisplacedBlock => "블록은 service(...)나 edge(...) 뒤에만 올 수 있습니다",
        Complaint::FlagCompared => "{0}은(는) 참/거짓 값입니다. {1} 대신 `=`나 `!=`로 비교하세요",
        Complaint::NumberSearched => "{1}은(는) 문자열을 찾는데, {0}은(는) 숫자입니다",
        Complaint::TextOrdered => "{1}은(는) 숫자를 비교하는데, {0}은(는) 문자열입니다",
        Complaint::WordSearched => {
            "{0}은(는) 정해진 단어 중 하나입니다. {1} 대신 `=`나 `!=`로 비교하세요"
        }
        Complaint::RootCauseOnly => {
            "{0}은(는) rootcause 블록 안에서만 쓸 수 있습니다. \
             그 이름의 어노테이션은 annotation[{1}]로 쓰세요"
        }
        Complaint::SpanOnly => {
            "{0}은(는) span() { depth > 2 }처럼 span() 블록 안에서만 쓸 수 있습니다. \
             그 이름의 어노테이션은 annotation[{1}]로 쓰세요"
        }
        Complaint::NotInCause => "{2} 블록에서는 {0}을(를) 쓸 수 없습니다",
        Complaint::MisplacedCoverage => {
            "{0}은(는) rootcause.responsetime.entity 블록 안에서만 쓸 수 있습니다"
        }
        Complaint::ExpectedWord => "{1} 뒤에는 {2} 중 하나가 와야 합니다 (여기: {0})",
        Complaint::ExpectedOutcome => {
            "{1} 뒤에는 {2} 중 하나가 와야 합니다 (여기: {0}). HTTP 상태 코드는 http.status입니다"
        }
        Complaint::ExpectedBlock => "{1}처럼 `{`가 와야 합니다 (여기: {0})",
        Complaint::ExpectedCause => {
            "{0}은(는) 없습니다. rootcause.fault, .error, .responsetime 뒤에 \
             .service, .entity, .exception을 쓰거나 rootcause.json을 쓰세요"
        }
        Complaint::ExpectedCauseJson => "{1}처럼 `= #`와 JSON 배열이 와야 합니다 (여기: {0})",
        Complaint::BadCauseJson => "근본 원인의 JSON 배열이 아닙니다",
        Complaint::ExpectedGroup => "`=`나 `!=`와 그룹 이름이 와야 합니다 (여기: {0})",
        Complaint::NoGroup => "이 브라우저에는 {0} 그룹이 없습니다",
        Complaint::BadGroup => "{0} 그룹의 식이 잘못되었습니다",
        Complaint::GroupInItself => "{0} 그룹이 자기 자신을 가리킵니다",
        Complaint::TooManyGroups => "그룹이 다른 그룹을 {0}번 넘게 가리킵니다",
        Complaint::NoKeyword => {
            "{0}은(는) 키워드가 아니라서 어노테이션으로 봅니다. 혹시 {1}인가요?"
        }
    }
}
