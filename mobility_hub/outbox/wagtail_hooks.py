from wagtail_modeladmin.options import modeladmin_register

from mobility_hub.outbox.admin import OutgoingMailAdmin

modeladmin_register(OutgoingMailAdmin)
