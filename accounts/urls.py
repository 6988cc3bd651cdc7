"""Addresses of the pages about oneself and one's company."""

from django.urls import path

from accounts.views import invitations, members, organisation, profile, settings, tokens, welcome

app_name = "accounts"

urlpatterns = [
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/company/", welcome.organisation_create, name="company_create"),
    path("welcome/organisation/<slug:kind>/", welcome.organisation_create, name="organisation_create"),
    path("acting/", welcome.act_for, name="act_for"),
    path("welcome/freelancer/", welcome.freelancer_create, name="freelancer_create"),
    path("me/settings/", settings.account_settings, name="settings"),
    path("me/tokens/", tokens.tokens, name="tokens"),
    path("me/tokens/<slug:public_id>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/edit/", organisation.organisation_edit, name="organisation_edit"),
    path("organisation/members/", members.members, name="members"),
    path("organisation/members/<slug:public_id>/role/", members.member_role, name="member_role"),
    path("organisation/members/<slug:public_id>/remove/", members.member_remove, name="member_remove"),
    path("organisation/invitations/<slug:public_id>/resend/", members.invitation_resend, name="invitation_resend"),
    path("organisation/invitations/<slug:public_id>/revoke/", members.invitation_revoke, name="invitation_revoke"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<slug:token>/", invitations.invitation, name="invitation"),
    path("invitations/<slug:public_id>/accept/", invitations.invitation_accept, name="invitation_accept"),
    path("me/profile/", profile.profile, name="profile"),
    path("me/profile/preview/", profile.profile_preview, name="profile_preview"),
    path("me/profile/sections/<slug:section>/", profile.profile_section, name="profile_section"),
    path("me/profile/skills/", profile.skill_add, name="skill_add"),
    path("me/profile/skills/<slug:slug>/", profile.skill_change, name="skill_change"),
    path("me/profile/skills/<slug:slug>/remove/", profile.skill_remove, name="skill_remove"),
    path("me/profile/languages/", profile.language_add, name="language_add"),
    path("me/profile/languages/<slug:code>/", profile.language_change, name="language_change"),
    path("me/profile/languages/<slug:code>/remove/", profile.language_remove, name="language_remove"),
    path("me/profile/works/", profile.work_create, name="work_create"),
    path("me/profile/works/<slug:public_id>/", profile.work_edit, name="work_edit"),
    path("me/profile/works/<slug:public_id>/remove/", profile.work_remove, name="work_remove"),
]
