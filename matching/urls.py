"""Rankings by order and by person, and the runs behind them for administrators."""

from django.urls import path

from matching.views import candidates, judging, parties, runs

app_name = "matching"
urlpatterns = [
    path("orders/<slug:public_id>/candidates/", candidates.candidates, name="candidates"),
    path("orders/<slug:public_id>/candidates/<slug:party>/", candidates.candidate, name="candidate"),
    path("orders/<slug:public_id>/my-match/", candidates.my_match, name="my_match"),
    path("me/profile/gap-costs/", parties.gap_costs_page, name="gap_costs"),
    path("people/<slug:party>/profile/gap-costs/", parties.gap_costs_page, name="person_gap_costs"),
    path("candidates/<slug:party>/", parties.party, name="party"),
    path("candidates/<slug:party>/works/<slug:public_id>/file/", parties.item_file, name="party_file"),
    path("matches/", candidates.my_matches, name="my_matches"),
    path("staff/runs/", runs.run_list, name="staff_runs"),
    path("staff/runs/<int:run>/", runs.run_detail, name="staff_run"),
    path("staff/runs/<int:run>/candidates/", judging.match_list, name="staff_judging"),
    path("staff/runs/<int:run>/candidates/<slug:party>/", judging.judge, name="staff_judge"),
    path("staff/judgements/", judging.judgements, name="staff_judgements"),
    path("staff/judgements/<slug:form>/", judging.export, name="staff_judgements_export"),
]
