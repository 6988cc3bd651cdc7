"""Addresses of orders and bids."""

from django.urls import path

from orders import views

app_name = "orders"
urlpatterns = [
    path("", views.order_list, name="list"),
    path("new/", views.order_create, name="create"),
    path("mine/", views.order_mine, name="mine"),
    path("imported/<slug:public_id>/", views.order_imported, name="imported"),
    path("suggest-skills/", views.suggest_skills, name="suggest_skills"),
    path("bids/", views.my_bids, name="my_bids"),
    path("bids/<slug:public_id>/", views.bid_detail, name="bid_detail"),
    path("bids/<slug:public_id>/work/", views.bid_work, name="bid_work"),
    path("bids/<slug:public_id>/confirm/", views.bid_confirm, name="bid_confirm"),
    path("bids/<slug:public_id>/withdraw/", views.bid_withdraw, name="bid_withdraw"),
    path("bids/<slug:public_id>/report/", views.bid_report, name="bid_report"),
    path("bids/<slug:public_id>/award/", views.bid_award, name="award"),
    path("bids/<slug:public_id>/decline/", views.bid_decline, name="decline"),
    path("approvals/", views.approval_list, name="approvals"),
    path("approvals/<slug:public_id>/", views.approval, name="approval"),
    path("<slug:public_id>/", views.order_detail, name="detail"),
    path("<slug:public_id>/edit/", views.order_edit, name="edit"),
    path("<slug:public_id>/change/", views.order_change, name="change"),
    path("<slug:public_id>/versions/", views.order_versions, name="versions"),
    path("<slug:public_id>/report/", views.order_report, name="report"),
    path("<slug:public_id>/preview/", views.order_preview, name="preview"),
    path("<slug:public_id>/copy/", views.order_copy, name="copy"),
    path("<slug:public_id>/publish/", views.order_publish, name="publish"),
    path("<slug:public_id>/close/", views.order_close, name="close"),
    path("<slug:public_id>/withdraw/", views.order_withdraw, name="withdraw"),
    path("<slug:public_id>/bid/", views.bid_write, name="bid"),
    path("<slug:public_id>/bids/", views.bid_compare, name="bids"),
    path("<slug:public_id>/bids/open/", views.bids_open, name="open_bids"),
    path("<slug:public_id>/bids/choose/", views.bids_choose, name="choose"),
    path("<slug:public_id>/specification/", views.specification, name="specification"),
]
