"""Words that carry little meaning in orders and profiles. Stop words are dropped, generic words weigh less."""

from __future__ import annotations


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


STOP_WORDS = _listed(
    """
    a about above after again against all also am an and any are as at be because been before being below between both
    but by can cannot could did do does doing done down during each either etc ever every few for from further had has
    have having he her here hers him his how however i ie eg if in into is it its itself just let like may me might more
    most much must my myself neither no nor not now of off on once one only onto or other others our ours out over own
    per rather same shall she should since so some such than that the their theirs them then there therefore these they
    this those through thus to too toward towards under until up upon us very via was we were what when where whether
    which while who whom whose why will with within without would yet you your yours yourself
    """,
)

GENERIC_STEMS_OF = _listed(
    """
    ability able across add additional annual applicant application apply appropriate area assigned assist base based
    basic basis benefit best build bring candidate career clear client closely collaborate communicate
    communication company competitive complete complex contact contribute coordinate create current daily date
    day deadline degree deliver demonstrate department desire detail different duty effective efficient employee
    employer employment ensure environment equal equivalent etc excellent exceptional existing expect experience
    experienced expert expertise family fast field focus follow full fully function general goal good great group grow
    growth hand help high highly hire hour ideal identify implement important improve include including individual
    industry information initiative internal interpersonal involve issue job join key know knowledge lead leader
    leadership learn level life local location look maintain make meet member minimum month
    motivated multiple necessary need new offer office ongoing opportunity oral order organization
    organize outstanding overall participate part passion people perform performance person personal play please
    plus position practice prefer preferred prepare previous prior priority problem procedure process professional
    proficiency proficient profile proven provide qualification qualified quality range relate related
    relationship relevant report request require required requirement resource respond responsibility responsible result
    resume role run salary schedule seek self service set several skill solid solution solve specific staff standard
    start state status strong success successful summary support take target task team time timely today together tool
    total track train training type understand understanding use user utilize variety various verbal way week weekly
    well willing work worked working write written year yearly
    """,
)

GENERIC_JAPANESE = _listed(
    """
    業務 経験 対応 担当 支援 会社 弊社 当社 募集 希望 必要 可能 仕事 企業 課題 実施 作業 内容 関係 以上 以下 現在 今後
    方法 場合 利用 使用 活用 実績 得意 全般 各種 自社 社内 社員 お客 一緒 手伝 自分 私達 相談 提案 導入
    サポート スキル プロジェクト チーム サービス ツール メンバー
    """,
)
