"""Lexicon: the words that give speakers, headings and metadata away, in several languages.

All in lower case. They are evidence, never proof: `speakers` weighs them over the whole file.
"""

# ruff: noqa: SIM905  (a block of words is easier to read and to amend than quoted strings)
from __future__ import annotations

INTERVIEWER = frozenset(
    """
    interviewer interviewers interviewerin interviewende interviewender intervieweur intervieweuse
    interv intvr intv int ir iv i moderator moderatorin moderateur modératrice modérateur mod
    facilitator facilitatorin researcher investigator host q question questioner enquêteur
    enquêtrice entrevistador entrevistadora entrevistadores intervistatore intervistatrice
    forscher forscherin onderzoeker chercheur chercheuse investigador investigadora kérdező
    haastattelija intervjuare intervjuer ankieter frage pregunta vraag prowadzący مراسل محاور
    المحاور מראיין מראיינת интервьюер 访谈者 采访者 問 面接者 聞き手
    """.split()
)
PARTICIPANT = frozenset(
    """
    interviewee interviewees interviewte interviewter interviewé interviewée interviewees
    participant participants participante participantes partecipante deelnemer teilnehmer
    teilnehmerin respondent respondents respondente respondentin répondant répondante resp
    informant subject subjects befragte befragter befragten befragtenperson proband probandin
    entrevistado entrevistada entrevistados intervistato intervistata geïnterviewde
    válaszadó haastateltava intervjuperson informante respondant answer antwort respuesta
    antwoord a b ie ee prt pt ptcp part المشارك المشاركة משתתף משתתפת респондент
    受访者 被访者 答 回答者
    """.split()
)
# Who somebody is, as transcribers write it instead of a name. Jobs speak for a participant.
JOBS = frozenset(
    """
    doctor dr gp gps physician consultant surgeon registrar nurse pn hca midwife pharmacist
    physio physiotherapist therapist psychologist dietitian paramedic receptionist rec secretary
    administrator admin manager pm practitioner clp clinician partner clerk carer caregiver
    patient client parent mother father mum mam mom dad son daughter wife husband partner
    teacher student pupil tutor lecturer director coordinator officer worker volunteer lead
    counsellor counselor therapeut arzt ärztin patientin médecin infirmier infirmière médico
    enfermera arts verpleegkundige
    """.split()
)
ANYBODY = frozenset(
    """
    speaker speakers sprecher sprecherin locuteur hablante spreker person voice voices unknown
    unidentified various multiple others other everyone everybody all group ss male female
    man woman child several together personne persona stimme inconnu unbekannt говорящий
    المتحدث דובר 说话人 发言人
    """.split()
)
ROLES = INTERVIEWER | PARTICIPANT | JOBS | ANYBODY
MODIFIERS = frozenset(
    """
    first second third fourth new same main co lead assistant senior junior practice community
    links link district health salaried male female unidentified unknown deputy office head
    social care support number no nr
    """.split()
)
PARTICLES = frozenset(
    "de du des del della da di van von der den ter ten la le el al bin ibn ben af av y".split()
)
JOINERS = r"\s*(?:\band\s*/\s*or\b|\band\b|\bor\b|\bund\b|\boder\b|\bet\b|\bou\b|[&+/])\s*"

# Keys of the block that stands before an interview, and other words before a colon that are
# hardly ever a speaker.
METADATA = frozenset(
    """
    date datum fecha data time times zeit uhrzeit hora heure start end began finished place ort
    lugar lieu plaats luogo location venue setting site duration dauer durée duración duur length
    minutes interview interviews transcript transcription transcribed transcriber transkription
    transkript transkribiert transcrit transcribed recorded recording recordings aufnahme audio
    tape file filename dateiname video practice praxis clinic organisation organization study
    studie project projekt projet programme program wave month months year week day round visit
    phase session sitting consent role roles job occupation beruf profession age alter edad âge
    gender sex geschlecht sexo language sprache langue idioma title titel titre título subject
    subjects topic topics theme thema themes objective objectives goal purpose aim reference ref
    id kürzel code codes pseudonym version status attendees present attending participants
    interviewees interviewers speakers note notes nb bemerkung bemerkungen remarks comment
    comments summary keywords abstract background introduction conclusion appendix contents page
    section part chapter question questions item items prompt prompts probe probes warning
    copyright source url link http https www email e-mail tel phone fax address zoom teams method
    mode format type word words number anzahl key legend conventions author authors made-up
    synthetic country city town region department irb protocol
    case site scenario option step task figure table list agenda
    """.split()
)
# Words that open a sentence and take a colon: `So: ...`, `Example: ...`.
OPENERS = frozenset(
    """
    a an the this that these those it its he she they we you me my mine your his her their our
    us them who what when where why how which there here then than so but and or nor if as at
    by for from in into of off on onto out over to up with without about after before again
    also always anyway actually basically because besides both either neither else even
    example examples exactly finally firstly secondly lastly first second third last next
    generally honestly however instead just like maybe meanwhile moreover namely nevertheless
    not now obviously ok okay once only otherwise overall perhaps please point plus
    problem reason reasons result results right same say saying says said seriously simply
    since some still sure thing things though thus too truth until very well whereas whether
    while whoever yeah yep yes no nope nah aye fine good great hello hi hey thanks thank bye
    sorry listen look remember imagine worse better best worst bottom line fact facts is are was
    were be been being am do does did done has have had having will would can could should may
    might must shall think thought know knew mean meant
    monday tuesday wednesday thursday friday saturday sunday january february march april june
    july august september october november december today tomorrow yesterday morning afternoon
    evening one two three four five six seven eight nine ten eleven twelve
    """.split()
)
# Things that happen on a recording, in brackets: `[laughs]` is nobody.
EVENTS = frozenset(
    """
    laugh laughs laughing laughter chuckle chuckles giggles pause pauses long short silence silent
    inaudible unclear indistinct crosstalk overlapping overlap redacted removed deleted anonymised
    anonymized name names sigh sighs sighing breath breathes cough coughs coughing crying cries
    tearful music noise noises phone rings ringing door knock background break interruption
    interrupted applause nods nodding whispers whispering gestures points lacht lachen pausa pause
    risas rires sic end beginning begin starts xxx mm mhm hm hmm uh um umm er erm eh ah oh
    """.split()
)
